/** Reads a shape's lattice at fixed-point positions, as layout.ts says. */
export function latticeReader(values: Int32Array, count: number): (x: number, y: number, z: number) => number {
  const last = lastPlace(count);
  const plane = count * count;
  return (x, y, z) => {
    const px = clampPlace(x, last);
    const py = clampPlace(y, last);
    const pz = clampPlace(z, last);
    const at = (px >> 16) + count * (py >> 16) + plane * (pz >> 16);
    const u = (py >> 8) & 255;
    const w = (pz >> 8) & 255;
    const near = mix(mix(values[at]!, values[at + plane]!, w), mix(values[at + count]!, values[at + count + plane]!, w), u);
    const far = mix(mix(values[at + 1]!, values[at + 1 + plane]!, w), mix(values[at + 1 + count]!, values[at + 1 + count + plane]!, w), u);
    return mix(near, far, (px >> 8) & 255);
  };
}

/** Between two values; the fraction in 256ths. */
export const mix = (a: number, b: number, t: number): number => a + (((b - a) * t + 128) >> 8);

/** The farthest place along an axis. */
export const lastPlace = (count: number): number => ((count - 1) << 16) - 1;

export const clampPlace = (p: number, last: number): number => (p < 0 ? 0 : p > last ? last : p);
