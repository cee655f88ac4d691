import { trilinearSampler } from '../kernels/trilinear/reference.ts';
import { affineOf, invertAffine, type Geometry } from '../volume/geometry.ts';
import type { LesionFrame } from './rasterise.ts';

export interface MassEffectOptions {
  readonly geometry: Geometry;
  readonly frame: LesionFrame;
  /** The image without its fine noise, HU, on the grid. */
  readonly structureHu: Float32Array;
  /** k of the pull map gamma' = gamma (1 - k (1 - (gamma / reach)^2)), 0 <= k < 1. */
  readonly strength: number;
  /** Radius of the ball that moves, mm. */
  readonly reachMm: number;
}

/**
 * HU difference of pushing tissue outwards from the lesion's centre (a pull map: a voxel shows what lay nearer to the centre).
 * Only the structure moves and the scan's noise stays where it is, so that no interpolation smooths it. 0 outside the ball.
 */
export function massEffect({ geometry, frame, structureHu, strength, reachMm }: MassEffectOptions): Float32Array {
  const delta = new Float32Array(structureHu.length);
  if (strength <= 0) return delta;
  const inverse = invertAffine(affineOf(geometry));
  const sample = trilinearSampler(structureHu, geometry.dimensions);
  const [columns, rows, slices] = geometry.dimensions;
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++) {
        const x = frame.x(i, j, k);
        const y = frame.y(i, j, k);
        const z = frame.z(i, j, k);
        const squared = (x * x + y * y + z * z) / (reachMm * reachMm);
        if (squared >= 1) continue;
        const pull = -strength * (1 - squared);
        const u = i + pull * (inverse[0]! * x + inverse[1]! * y + inverse[2]! * z);
        const v = j + pull * (inverse[4]! * x + inverse[5]! * y + inverse[6]! * z);
        const w = k + pull * (inverse[8]! * x + inverse[9]! * y + inverse[10]! * z);
        delta[at] = sample(u, v, w) - structureHu[at]!;
      }
  return delta;
}
