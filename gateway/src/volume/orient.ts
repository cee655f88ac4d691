import { affineOf, applyAffine, type Geometry, type Vec3 } from './geometry.ts';

/** LPS axis and sign of each letter; an array axis named L grows towards the patient's left. */
const TOWARDS: Readonly<Record<string, readonly [axis: number, sign: number]>> = {
  L: [0, 1], R: [0, -1], P: [1, 1], A: [1, -1], S: [2, 1], I: [2, -1],
};

/**
 * Axis-aligned grid that covers every voxel of the source (to the faces, half a voxel beyond the outermost centres), with its
 * axes growing as the three letters say ("LPS": i to the left, j to posterior, k to superior). Centred on the source's extent.
 * A source that is axis-aligned itself keeps its voxel centres when the spacing is kept.
 *
 * `spacingMm` in the order of the letters; by default each axis takes the spacing of the source axis that runs nearest to it.
 * Throws RangeError for anything but three letters of three different axes.
 */
export function orientedGrid(geometry: Geometry, orientation: string, spacingMm?: Vec3): Geometry {
  const letters = parseOrientation(orientation);
  const spacing = spacingMm ?? nearestSpacing(geometry, letters);
  const extent = extentLps(geometry);
  const dimensions = [0, 0, 0];
  const originLps = [0, 0, 0];
  const direction = Array.from({ length: 9 }, () => 0);
  letters.forEach(([axis, sign], a) => {
    const [low, high] = extent[axis]!;
    const count = Math.max(1, Math.ceil((high - low) / spacing[a]! - 1e-4));
    dimensions[a] = count;
    originLps[axis] = (low + high) / 2 - (sign * (count - 1) * spacing[a]!) / 2;
    direction[3 * a + axis] = sign;
  });
  const { frameOfReferenceUid } = geometry;
  return {
    dimensions: dimensions as unknown as Vec3,
    spacingMm: spacing,
    originLps: originLps as unknown as Vec3,
    direction: direction as unknown as Geometry['direction'],
    ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
  };
}

/** LPS axis and sign of each array axis. Throws RangeError when the letters do not name three different axes. */
export function parseOrientation(orientation: string): readonly (readonly [axis: number, sign: number])[] {
  const letters = [...orientation].map(letter => TOWARDS[letter]);
  if (letters.length !== 3 || new Set(letters.map(l => l?.[0])).size !== 3 || letters.includes(undefined))
    throw new RangeError(`Orientation must be three letters of L/R, P/A and S/I, got "${orientation}".`);
  return letters as (readonly [number, number])[];
}

/** Smallest and largest LPS coordinate of the voxel faces, per LPS axis. */
function extentLps(geometry: Geometry): [number, number][] {
  const affine = affineOf(geometry);
  const [columns, rows, slices] = geometry.dimensions;
  const extent: [number, number][] = [[Infinity, -Infinity], [Infinity, -Infinity], [Infinity, -Infinity]];
  for (const i of [-0.5, columns - 0.5])
    for (const j of [-0.5, rows - 0.5])
      for (const k of [-0.5, slices - 0.5])
        applyAffine(affine, [i, j, k]).forEach((v, axis) => {
          const range = extent[axis]!;
          range[0] = Math.min(range[0], v);
          range[1] = Math.max(range[1], v);
        });
  return extent;
}

/** Spacing per letter, from the assignment of source axes to letters with the largest sum of cosines. */
function nearestSpacing({ direction, spacingMm }: Geometry, letters: readonly (readonly [number, number])[]): Vec3 {
  const cosine = (source: number, letter: number) => Math.abs(direction[3 * source + letters[letter]![0]]!);
  const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
  const total = (order: number[]) => order.reduce((sum, source, letter) => sum + cosine(source, letter), 0);
  const best = orders.reduce((a, b) => (total(b) > total(a) + 1e-9 ? b : a));
  return best.map(source => spacingMm[source]!) as unknown as Vec3;
}
