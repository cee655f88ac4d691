import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import { trilinearSampler } from '../trilinear/reference.ts';
import { PULL_MAPS, pullFactor, type PullMap } from './pull-factor.ts';

type Vectors = 'frameX' | 'frameY' | 'frameZ' | 'voxelI' | 'voxelJ' | 'voxelK';
type Layout = { readonly dimensions: 'vec4u'; readonly map: 'u32' } & Readonly<Record<Vectors, 'vec4f'>> & Readonly<Record<'strength' | 'radiusMm' | 'reachMm', 'f32'>>;

/** See kernel.ts. */
export function pullWarp({ inputs: [image], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['f32'], 'f32', Layout>): void {
  const { dimensions: [columns, rows, slices], frameX, frameY, frameZ, voxelI, voxelJ, voxelK, strength, radiusMm, reachMm } = parameters;
  const pull = { map: PULL_MAPS[parameters.map] as PullMap, strength, radiusMm, reachMm };
  const sample = trilinearSampler(image, [columns, rows, slices]);
  for (let row = 0; row < rows * slices; row++) {
    const [j, k] = [row % rows, Math.floor(row / rows)];
    for (let i = region[2 * row]!; i < region[2 * row + 1]!; i++) {
      const x = frameX[0] * i + frameX[1] * j + frameX[2] * k + frameX[3];
      const y = frameY[0] * i + frameY[1] * j + frameY[2] * k + frameY[3];
      const z = frameZ[0] * i + frameZ[1] * j + frameZ[2] * k + frameZ[3];
      const distance = Math.sqrt(x * x + y * y + z * z);
      const v = i + columns * row;
      if (distance >= reachMm) {
        out[v] = image[v]!;
        continue;
      }
      const by = pullFactor(pull, distance) - 1;
      const u = i + by * (voxelI[0] * x + voxelI[1] * y + voxelI[2] * z);
      const w = j + by * (voxelJ[0] * x + voxelJ[1] * y + voxelJ[2] * z);
      const s = k + by * (voxelK[0] * x + voxelK[1] * y + voxelK[2] * z);
      out[v] = sample(u, w, s);
    }
  }
}
