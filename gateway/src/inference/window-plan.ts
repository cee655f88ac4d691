import type { Vec3 } from '../volume/geometry.ts';

/**
 * First voxel of every window, x fastest, in the coordinates of the unpadded grid: negative where the grid is smaller than the window
 * and padded on both sides (the lower half rounded down).
 *
 * Step = int(window * (1 - overlap)), at least 1; starts 0, step, 2 step, ... until the end is reached; the last start is pulled back so
 * that its window ends flush.
 */
export function planWindows(dimensions: Vec3, windowSize: Vec3, overlap: number): readonly Vec3[] {
  if (!(overlap >= 0 && overlap < 1)) throw new RangeError(`Overlap must be at least 0 and below 1, got ${overlap}.`);
  if (!windowSize.every(w => Number.isInteger(w) && w > 0)) throw new RangeError(`Window sizes must be positive integers, got ${windowSize.join('x')}.`);
  const [xs, ys, zs] = windowSize.map((window, axis) => starts(dimensions[axis]!, window, overlap)) as [number[], number[], number[]];
  return zs.flatMap(z => ys.flatMap(y => xs.map((x): Vec3 => [x, y, z])));
}

function starts(size: number, window: number, overlap: number): number[] {
  if (size <= window) return [-Math.floor((window - size) / 2)];
  // The product of 96 and 1 - 0.9 must not fall just below 9.6's integer part through rounding.
  const step = Math.max(1, Math.floor(window * (1 - overlap) + 1e-9));
  const count = Math.ceil((size - window) / step) + 1;
  return Array.from({ length: count }, (_, n) => Math.min(n * step, size - window));
}
