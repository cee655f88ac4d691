import type { ParametersOf, ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import type { SHAPE_LATTICE } from '../shape-lattice/layout.ts';
import { latticeReader } from '../shape-lattice/reader.ts';
import { smoothstep } from '../smoothstep.ts';

type Layout = typeof SHAPE_LATTICE & Readonly<Record<'frameX' | 'frameY' | 'frameZ', 'vec4f'>> & { readonly detailed: 'u32'; readonly level: 'i32' } & Readonly<
    Record<'reachMm' | 'mean' | 'scale' | 'least' | 'rimHu' | 'rimMm' | 'coreHu' | 'core', 'f32'>
  >;

/** See kernel.ts. */
export function lesionDetail({ inputs: [texture, opacity, lattice], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['f32', 'f32', 'i32'], 'f32', Layout>): void {
  const { dimensions: [columns], detailed, mean, scale, least } = parameters;
  const standard = { texture, opacity, mean, scale, least };
  for (let row = 0; 2 * row < region.length; row++) textureRow(standard, out, { from: columns * row + region[2 * row]!, to: columns * row + region[2 * row + 1]! });
  if (detailed !== 1) return;
  const addRow = rimAndCore(lattice, parameters);
  for (let row = 0; 2 * row < region.length; row++) for (let layer = 0; layer < parameters.samples[2]; layer++) addRow(out, { row, layer, from: region[2 * row]!, to: region[2 * row + 1]! });
}

interface StandardTexture {
  readonly texture: Float32Array;
  readonly opacity: Float32Array;
  readonly mean: number;
  readonly scale: number;
  readonly least: number;
}

/** A function for each row: the engine compiles what is called often. */
function textureRow({ texture, opacity, mean, scale, least }: StandardTexture, out: Float32Array, { from, to }: { readonly from: number; readonly to: number }): void {
  for (let v = from; v < to; v++) {
    const a = opacity[v]!;
    out[v] = a >= least ? a * (texture[v]! - mean) * scale : 0;
  }
}

/** The voxels of a row, from the first to below the end, at one of the places through the slice. */
interface Stretch {
  readonly row: number;
  readonly layer: number;
  readonly from: number;
  readonly to: number;
}

/** Adds the share of rim and core of a stretch. */
function rimAndCore(lattice: Int32Array, parameters: ParametersOf<Layout>): (out: Float32Array, stretch: Stretch) => void {
  const { dimensions: [columns, rows], count, origin, stepI, stepJ, stepK, samples: [, , layers], subK, frameX, frameY, frameZ, level, reachMm, rimHu, rimMm, coreHu, core } = parameters;
  const valueAt = latticeReader(lattice, count);
  const spread = 1 / (2 * rimMm * rimMm);
  const widest = 3 * rimMm;
  const coreEnd = Math.min(1, core + 0.12);
  const place = (axis: 0 | 1 | 2, row: number, layer: number) => (origin[axis] + (row % rows) * stepJ[axis] + Math.floor(row / rows) * stepK[axis] + layer * subK[axis]) | 0;
  return (out, { row, layer, from, to }) => {
    const j = row % rows;
    const k = Math.floor(row / rows);
    const s = k + (layer + 0.5) / layers - 0.5;
    const x0 = frameX[1] * j + frameX[2] * s + frameX[3];
    const y0 = frameY[1] * j + frameY[2] * s + frameY[3];
    const z0 = frameZ[1] * j + frameZ[2] * s + frameZ[3];
    const a = place(0, row, layer);
    const b = place(1, row, layer);
    const c = place(2, row, layer);
    for (let i = from; i < to; i++) {
      const x = x0 + frameX[0] * i;
      const y = y0 + frameY[0] * i;
      const z = z0 + frameZ[0] * i;
      const distance = Math.sqrt(x * x + y * y + z * z);
      if (distance > reachMm) continue;
      const value = valueAt((a + i * stepI[0]) | 0, (b + i * stepI[1]) | 0, (c + i * stepI[2]) | 0) / level;
      const beyond = distance * (1 - 1 / Math.max(value, 0.05));
      let hu = 0;
      if (rimHu !== 0 && Math.abs(beyond) < widest) hu = rimHu * Math.exp(-beyond * beyond * spread);
      if (value < coreEnd) hu += coreHu * (1 - smoothstep(value, core - 0.12, core + 0.12));
      if (hu !== 0) out[columns * row + i]! += hu / layers;
    }
  };
}
