import { affineOf, type Geometry } from '../volume/geometry.ts';
import { principalVariances } from '../volume/principal-variances.ts';

/**
 * sqrt(smallest / largest principal variance) of each component's voxels in mm, their own extent included: 1 for a ball, the ratio of the outer half
 * axes of an ellipsoid. `labels` is 0 or a component's number, `count` the largest; entry 0 is 1.
 */
export function componentElongations(geometry: Geometry, labels: Int32Array, count: number): Float64Array {
  const [columns, rows] = geometry.dimensions;
  const sums = new Float64Array(MOMENTS * (count + 1));
  for (let v = 0; v < labels.length; v++) {
    const label = labels[v]!;
    if (label === 0) continue;
    const row = Math.floor(v / columns);
    const [i, j, k] = [v - columns * row, row % rows, Math.floor(row / rows)];
    const at = MOMENTS * label;
    sums[at]!++;
    sums[at + 1]! += i;
    sums[at + 2]! += j;
    sums[at + 3]! += k;
    sums[at + 4]! += i * i;
    sums[at + 5]! += j * j;
    sums[at + 6]! += k * k;
    sums[at + 7]! += i * j;
    sums[at + 8]! += i * k;
    sums[at + 9]! += j * k;
  }
  return Float64Array.from({ length: count + 1 }, (_, label) => (label === 0 ? 1 : elongation(geometry, sums.subarray(MOMENTS * label, MOMENTS * (label + 1)))));
}

const MOMENTS = 10;

function elongation(geometry: Geometry, sums: Float64Array): number {
  const [i, j, k, ii, jj, kk, ij, ik, jk] = Array.from(sums.subarray(1), sum => sum / sums[0]!) as [number, number, number, number, number, number, number, number, number];
  const own = 1 / 12; // variance within a voxel along each index
  const index = [[ii - i * i + own, ij - i * j, ik - i * k], [ij - i * j, jj - j * j + own, jk - j * k], [ik - i * k, jk - j * k, kk - k * k + own]];
  const m = affineOf(geometry);
  const between = (a: number, b: number) => {
    let sum = 0;
    for (let p = 0; p < 3; p++) for (let q = 0; q < 3; q++) sum += m[4 * a + p]! * index[p]![q]! * m[4 * b + q]!;
    return sum;
  };
  const [smallest, , largest] = principalVariances([between(0, 0), between(1, 1), between(2, 2), between(0, 1), between(0, 2), between(1, 2)]);
  return Math.sqrt(Math.max(0, smallest) / largest);
}
