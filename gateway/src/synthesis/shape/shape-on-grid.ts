import type { ParametersOf } from '../../kernels/kernel.ts';
import type { SHAPE_LATTICE } from '../../kernels/shape-lattice/layout.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import type { LesionShape } from './lattice-shape.ts';
import type { LesionFrame } from '../frame/lesion-frame.ts';

/** Integer units of a shape's value per radius. */
const UNITS = 2 ** 16;
const LARGEST = 2 ** 20 - 1;

/** A shape's values as integers, for the kernels that must agree to the bit. */
export function integerValues({ values, radiusMm }: LesionShape): Int32Array {
  const scale = UNITS / radiusMm;
  const out = new Int32Array(values.length);
  for (let n = 0; n < out.length; n++) {
    const value = values[n]! * scale;
    out[n] = value < LARGEST ? Math.max(0, value) + 0.5 : LARGEST;
  }
  return out;
}

/** A level in the same units. */
export const integerLevel = ({ radiusMm }: LesionShape, levelMm: number): number => Math.round((levelMm * UNITS) / radiusMm);

/** The way back. */
export const levelMmOf = ({ radiusMm }: LesionShape, level: number): number => (level * radiusMm) / UNITS;

/** Where the sub-samples of a grid's voxels lie on a shape's lattice: the parameters of SHAPE_LATTICE. */
export function shapeOnGrid({ lattice: { count, stepMm, originMm } }: LesionShape, { rows }: LesionFrame, grid: { readonly dimensions: Vec3; readonly samples: Vec3 }): ParametersOf<typeof SHAPE_LATTICE> {
  const { dimensions, samples } = grid;
  const axes = [rows.frameX, rows.frameY, rows.frameZ];
  const fixed = (of: (axis: number) => number) => [...[0, 1, 2].map(axis => Math.round((65_536 * of(axis)) / stepMm)), 0] as unknown as readonly [number, number, number, number];
  const sub = (a: number) => fixed(axis => axes[axis]![a]! / samples[a]!);
  const first = (axis: number) => [0, 1, 2].reduce((sum, a) => sum - (axes[axis]![a]! * (samples[a]! - 1)) / (2 * samples[a]!), axes[axis]![3] - originMm[axis]!);
  const step = (a: number) => fixed(axis => axes[axis]![a]!);
  return {
    dimensions: [...dimensions, 0], count, origin: fixed(first),
    stepI: step(0), stepJ: step(1), stepK: step(2),
    samples: [...samples, samples[0] * samples[1] * samples[2]],
    subI: sub(0), subJ: sub(1), subK: sub(2),
  };
}
