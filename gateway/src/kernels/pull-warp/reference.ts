import type { ParametersOf, ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import { trilinearSampler } from '../trilinear/reference.ts';
import { PULL_MAPS, pullFactor, type PullMap } from './pull-factor.ts';

type Vectors = 'frameX' | 'frameY' | 'frameZ' | 'voxelI' | 'voxelJ' | 'voxelK';
type Layout = { readonly dimensions: 'vec4u'; readonly map: 'u32' } & Readonly<Record<Vectors, 'vec4f'>> & Readonly<Record<'strength' | 'radiusMm' | 'reachMm', 'f32'>>;

/** See kernel.ts. */
export function pullWarp({ inputs: [image], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['f32'], 'f32', Layout>): void {
  const { dimensions, frameX, frameY, frameZ, radiusMm, reachMm } = parameters;
  const [columns, rows, slices] = dimensions;
  const [middleI, middleJ, middleK] = indexOfCentre(parameters);
  const { map, strength } = parameters;
  const isQuadratic = PULL_MAPS[map] === 'quadratic'; // the usual one, needs no root
  const pull = { map: PULL_MAPS[map] as PullMap, strength, radiusMm, reachMm };
  const sample = trilinearSampler(image, [columns, rows, slices]);
  const [ax, ay, az] = [frameX[0], frameY[0], frameZ[0]];
  const largest = reachMm * reachMm;
  for (let row = 0, start = 0; row < rows * slices; row++, start += columns) {
    const j = row % rows;
    const k = Math.floor(row / rows);
    const x0 = frameX[1] * j + frameX[2] * k + frameX[3];
    const y0 = frameY[1] * j + frameY[2] * k + frameY[3];
    const z0 = frameZ[1] * j + frameZ[2] * k + frameZ[3];
    for (let i = region[2 * row]!, end = region[2 * row + 1]!; i < end; i++) {
      const x = x0 + ax * i;
      const y = y0 + ay * i;
      const z = z0 + az * i;
      const squared = x * x + y * y + z * z;
      if (squared >= largest) {
        out[start + i] = image[start + i]!;
        continue;
      }
      const factor = isQuadratic ? 1 - strength * (1 - squared / largest) : pullFactor(pull, Math.sqrt(squared));
      // On the line from the centre to the voxel, in voxels.
      out[start + i] = sample(middleI + factor * (i - middleI), middleJ + factor * (j - middleJ), middleK + factor * (k - middleK));
    }
  }
}

/** Fractional index of the lesion's centre. */
function indexOfCentre({ frameX, frameY, frameZ, voxelI, voxelJ, voxelK }: ParametersOf<Layout>): readonly [number, number, number] {
  const along = (row: readonly [number, number, number, number]) => -(row[0] * frameX[3] + row[1] * frameY[3] + row[2] * frameZ[3]);
  return [along(voxelI), along(voxelJ), along(voxelK)];
}
