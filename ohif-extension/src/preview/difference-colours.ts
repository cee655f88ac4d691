/** HU of difference that have the full colour. */
export const FULL_HU = 60;
/** The image stays readable below. */
const LARGEST_ALPHA = 0.75;
const FAINTEST_HU = 2;

/** Colour of a difference, RGBA 0..255: blue where the lesion is darker, red where it is brighter, clear where it is nothing. */
export function differenceColour(hu: number): readonly [number, number, number, number] {
  if (Math.abs(hu) < FAINTEST_HU) return [0, 0, 0, 0];
  const strength = Math.min(1, Math.abs(hu) / FULL_HU);
  const alpha = Math.round(255 * LARGEST_ALPHA * (0.25 + 0.75 * strength));
  return hu < 0 ? [60, Math.round(170 - 90 * strength), 255, alpha] : [255, Math.round(170 - 110 * strength), 50, alpha];
}
