import type { ParametersOf, ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import { PULL_MAPS, pullFactor, type PullMap } from './pull-factor.ts';

type Vectors = 'frameX' | 'frameY' | 'frameZ' | 'voxelI' | 'voxelJ' | 'voxelK';
type Layout = { readonly dimensions: 'vec4u'; readonly map: 'u32' } & Readonly<Record<Vectors, 'vec4f'>> & Readonly<Record<'strength' | 'radiusMm' | 'reachMm', 'f32'>>;

/** See kernel.ts. */
export function pullWarp({ inputs: [image], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['f32'], 'f32', Layout>): void {
  const { dimensions: [columns, rows, slices], frameX, frameY, frameZ, reachMm } = parameters;
  const middle = indexOfCentre(parameters);
  const factorAt = factorOfSquare(parameters);
  const [lastI, lastJ, lastK, plane] = [columns - 1, rows - 1, slices - 1, columns * rows];
  for (let row = 0; row < rows * slices; row++) {
    const [j, k] = [row % rows, Math.floor(row / rows)];
    for (let i = region[2 * row]!, end = region[2 * row + 1]!; i < end; i++) {
      const x = frameX[0] * i + frameX[1] * j + frameX[2] * k + frameX[3];
      const y = frameY[0] * i + frameY[1] * j + frameY[2] * k + frameY[3];
      const z = frameZ[0] * i + frameZ[1] * j + frameZ[2] * k + frameZ[3];
      const squared = x * x + y * y + z * z;
      const v = i + columns * row;
      if (squared >= reachMm * reachMm) {
        out[v] = image[v]!;
        continue;
      }
      const factor = factorAt(squared);
      // On the line from the centre to the voxel, in voxels.
      const p = Math.max(0, Math.min(lastI, middle[0] + factor * (i - middle[0])));
      const q = Math.max(0, Math.min(lastJ, middle[1] + factor * (j - middle[1])));
      const r = Math.max(0, Math.min(lastK, middle[2] + factor * (k - middle[2])));
      const [a, b, c] = [p | 0, q | 0, r | 0];
      const [u, w, s] = [p - a, q - b, r - c];
      const at = a + columns * b + plane * c;
      const di = a < lastI ? 1 : 0;
      const dj = b < lastJ ? columns : 0;
      const dk = c < lastK ? plane : 0;
      const near = mix(mix(image[at]!, image[at + di]!, u), mix(image[at + dj]!, image[at + dj + di]!, u), w);
      const far = mix(mix(image[at + dk]!, image[at + dk + di]!, u), mix(image[at + dk + dj]!, image[at + dk + dj + di]!, u), w);
      out[v] = near + s * (far - near);
    }
  }
}

const mix = (a: number, b: number, t: number): number => a + t * (b - a);

/** Fractional index of the lesion's centre. */
function indexOfCentre({ frameX, frameY, frameZ, voxelI, voxelJ, voxelK }: ParametersOf<Layout>): readonly [number, number, number] {
  const along = (row: readonly [number, number, number, number]) => -(row[0] * frameX[3] + row[1] * frameY[3] + row[2] * frameZ[3]);
  return [along(voxelI), along(voxelJ), along(voxelK)];
}

/** The pull's factor as a function of the squared distance in mm^2; `quadratic`, the usual one, needs no root. */
function factorOfSquare({ map, strength, radiusMm, reachMm }: ParametersOf<Layout>): (squared: number) => number {
  if (PULL_MAPS[map] === 'quadratic') return squared => 1 - strength * (1 - squared / (reachMm * reachMm));
  const pull = { map: PULL_MAPS[map] as PullMap, strength, radiusMm, reachMm };
  return squared => pullFactor(pull, Math.sqrt(squared));
}
