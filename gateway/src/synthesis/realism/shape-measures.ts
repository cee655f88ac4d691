import { affineOf, applyAffine, voxelVolumeMl, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import type { Volume } from '../../volume/volume.ts';
import { principalVariances } from '../../volume/principal-variances.ts';
import { surfaceAreaMm2 } from './surface-area.ts';

export interface ShapeMeasures {
  /** (3 V / 4 pi)^(1/3), mm. */
  readonly equivalentRadiusMm: number;
  /** pi^(1/3) (6 V)^(2/3) / A: 1 for a ball, less for anything else; good to about 2 %. */
  readonly sphericity: number;
  /** sqrt(smallest / largest principal variance): 1 for a ball, the ratio of the half axes of an ellipsoid. */
  readonly elongation: number;
  readonly centroidLps: Vec3;
}

/** Size and form of the voxels that are not 0. Throws RangeError when there are none. */
export function measureShape({ geometry, voxels }: Volume<Uint8Array>): ShapeMeasures {
  const { count, mean, covariance } = moments(geometry, voxels);
  if (count === 0) throw new RangeError('An empty mask has no shape.');
  const volumeMm3 = 1000 * count * voxelVolumeMl(geometry);
  const variances = principalVariances(covariance);
  return {
    equivalentRadiusMm: Math.cbrt((3 * volumeMm3) / (4 * Math.PI)),
    sphericity: (Math.cbrt(Math.PI) * (6 * volumeMm3) ** (2 / 3)) / surfaceAreaMm2({ geometry, voxels }),
    elongation: Math.sqrt(Math.max(0, variances[0]) / variances[2]),
    centroidLps: applyAffine(affineOf(geometry), mean),
  };
}

interface Moments {
  readonly count: number;
  /** Mean index. */
  readonly mean: Vec3;
  /** Of positions in mm, each voxel's own extent included: xx, yy, zz, xy, xz, yz. */
  readonly covariance: readonly [number, number, number, number, number, number];
}

function moments(geometry: Geometry, voxels: Uint8Array): Moments {
  const [columns, rows, slices] = geometry.dimensions;
  let count = 0;
  const first = [0, 0, 0];
  const second = [0, 0, 0, 0, 0, 0]; // ii, jj, kk, ij, ik, jk
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++) {
        if (voxels[at] === 0) continue;
        count++;
        [i, j, k].forEach((v, a) => (first[a]! += v));
        [i * i, j * j, k * k, i * j, i * k, j * k].forEach((v, a) => (second[a]! += v));
      }
  const mean = first.map(v => v / Math.max(1, count)) as unknown as Vec3;
  const [i, j, k] = mean;
  const [ii, jj, kk, ij, ik, jk] = second.map((v, a) => v / Math.max(1, count) - [i * i, j * j, k * k, i * j, i * k, j * k][a]! + (a < 3 ? 1 / 12 : 0)) as [number, number, number, number, number, number];
  const m = affineOf(geometry);
  const index = [[ii, ij, ik], [ij, jj, jk], [ik, jk, kk]];
  const entry = (r: number, c: number) => index.reduce((sum, row, a) => sum + row.reduce((part, v, b) => part + m[4 * r + a]! * v * m[4 * c + b]!, 0), 0);
  return { count, mean, covariance: [entry(0, 0), entry(1, 1), entry(2, 2), entry(0, 1), entry(0, 2), entry(1, 2)] };
}
