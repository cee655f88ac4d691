import type { Vec3 } from '../volume/geometry.ts';

/** Autocorrelation at lags 1, 2 and 3 along i, j and k. */
export type ResidualCorrelation = readonly [Vec3, Vec3, Vec3];

/** What is left of a scan without its structure, on a grid of voxels of which some count. */
export interface Residual {
  readonly dimensions: Vec3;
  readonly values: Float32Array;
  /** 1 where the value counts. */
  readonly counts: Uint8Array;
}

/** Pairs fewer than this tell nothing. */
const FEWEST_PAIRS = 100;

/** How far noise reaches from voxel to voxel: mean product of values a lag apart over their mean square; 0 where there are too few pairs. */
export function residualCorrelation(residual: Residual): ResidualCorrelation {
  const [columns, rows] = residual.dimensions;
  return [1, columns, columns * rows].map((stride, axis) => [1, 2, 3].map(lag => correlationAt(residual, { axis, stride, lag }))) as unknown as ResidualCorrelation;
}

function correlationAt({ dimensions, values, counts }: Residual, { axis, stride, lag }: { readonly axis: number; readonly stride: number; readonly lag: number }): number {
  const count = dimensions[axis]!;
  const shift = lag * stride;
  let [pairs, product, squares] = [0, 0, 0];
  for (let block = 0; block < values.length; block += stride * count)
    for (let at = block; at < block + stride * (count - lag); at++) {
      if (counts[at] === 0 || counts[at + shift] === 0) continue;
      const [a, b] = [values[at]!, values[at + shift]!];
      pairs++;
      product += a * b;
      squares += (a * a + b * b) / 2;
    }
  return pairs < FEWEST_PAIRS || squares === 0 ? 0 : product / squares;
}
