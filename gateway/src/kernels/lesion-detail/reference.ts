import type { ParametersOf, ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import type { SHAPE_LATTICE } from '../shape-lattice/layout.ts';
import { ShapeReader } from '../shape-lattice/reader.ts';
import { smoothstep } from '../smoothstep.ts';

type Layout = typeof SHAPE_LATTICE & Readonly<Record<'frameX' | 'frameY' | 'frameZ', 'vec4f'>> & { readonly detailed: 'u32'; readonly level: 'i32' } & Readonly<
    Record<'reachMm' | 'mean' | 'scale' | 'least' | 'rimHu' | 'rimMm' | 'coreHu' | 'core', 'f32'>
  >;

/** See kernel.ts. */
export function lesionDetail({ inputs: [texture, opacity, lattice], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['f32', 'f32', 'i32'], 'f32', Layout>): void {
  const { dimensions: [columns, rows], detailed, mean, scale, least } = parameters;
  const detail = detailed === 1 ? rimAndCore(lattice, parameters) : undefined;
  for (let row = 0; 2 * row < region.length; row++)
    for (let i = region[2 * row]!; i < region[2 * row + 1]!; i++) {
      const v = i + columns * row;
      const a = opacity[v]!;
      out[v] = (a >= least ? a * (texture[v]! - mean) * scale : 0) + (detail ? detail(i, row % rows, Math.floor(row / rows)) : 0);
    }
}

/** The HU of rim and core at a voxel. */
function rimAndCore(lattice: Int32Array, parameters: ParametersOf<Layout>): (i: number, j: number, k: number) => number {
  const { count, origin, stepI, stepJ, stepK, samples: [, , layers], subK, frameX, frameY, frameZ, level, reachMm, rimHu, rimMm, coreHu, core } = parameters;
  const reader = new ShapeReader(lattice, count);
  const spread = 1 / (2 * rimMm * rimMm);
  return (i, j, k) => {
    let sum = 0;
    for (let layer = 0; layer < layers; layer++) {
      const s = k + (layer + 0.5) / layers - 0.5;
      const x = frameX[0] * i + frameX[1] * j + frameX[2] * s + frameX[3];
      const y = frameY[0] * i + frameY[1] * j + frameY[2] * s + frameY[3];
      const z = frameZ[0] * i + frameZ[1] * j + frameZ[2] * s + frameZ[3];
      const distance = Math.sqrt(x * x + y * y + z * z);
      if (distance > reachMm) continue;
      const a = (origin[0] + i * stepI[0] + j * stepJ[0] + k * stepK[0] + layer * subK[0]) | 0;
      const b = (origin[1] + i * stepI[1] + j * stepJ[1] + k * stepK[1] + layer * subK[1]) | 0;
      const c = (origin[2] + i * stepI[2] + j * stepJ[2] + k * stepK[2] + layer * subK[2]) | 0;
      const value = reader.value(a, b, c) / level;
      const beyond = distance * (1 - 1 / Math.max(value, 0.05));
      if (Math.abs(beyond) < 3 * rimMm) sum += rimHu * Math.exp(-beyond * beyond * spread);
      if (value < 1) sum += coreHu * (1 - smoothstep(value, core - 0.12, core + 0.12));
    }
    return sum / layers;
  };
}
