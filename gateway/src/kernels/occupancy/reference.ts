import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import type { SHAPE_LATTICE } from '../shape-lattice/layout.ts';
import { walkOrReplay } from '../shape-lattice/recorded-walk.ts';
import type { NearRun } from '../shape-lattice/visitor.ts';

type Run = ReferenceRun<readonly ['i32'], 'f32', typeof SHAPE_LATTICE & { readonly level: 'i32'; readonly inverse: 'f32' }>;

/** See kernel.ts. */
export function occupancy({ inputs: [lattice], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { level, samples: [ni, nj, nk] } = parameters;
  const state = { out, level, samples: ni * nj * nk, inverse: Math.fround(parameters.inverse) };
  walkOrReplay({ lattice, parameters, region, low: level, high: level }, { state, inside: fillInside, near: fillNear });
}

interface Filling {
  readonly out: Float32Array;
  readonly level: number;
  /** Of a voxel. */
  readonly samples: number;
  readonly inverse: number;
}

function fillInside({ out }: Filling, from: number, to: number): void {
  out.fill(1, from, to);
}

function fillNear({ out, level, samples, inverse }: Filling, { from, to, at: first }: NearRun, values: Int32Array): void {
  for (let v = from, at = first; v < to; v++, at += samples) {
    let below = 0;
    for (let n = at; n < at + samples; n++) if (values[n]! < level) below++;
    out[v] = below === samples ? 1 : below * inverse;
  }
}
