import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import type { SHAPE_LATTICE } from '../shape-lattice/layout.ts';
import { walkShape } from '../shape-lattice/walk.ts';

type Run = ReferenceRun<readonly ['i32'], 'f32', typeof SHAPE_LATTICE & { readonly level: 'i32'; readonly inverse: 'f32' }>;

/** See kernel.ts. */
export function occupancy({ inputs: [lattice], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { level, samples: [ni, nj, nk] } = parameters;
  const inverse = Math.fround(parameters.inverse);
  const total = ni * nj * nk;
  walkShape({ lattice, parameters, region, low: level, high: level }, {
    inside: (from, to) => out.fill(1, from, to),
    near(from, to, values) {
      for (let v = from, at = 0; v < to; v++, at += total) {
        let below = 0;
        for (let n = at; n < at + total; n++) if (values[n]! < level) below++;
        out[v] = below === total ? 1 : below * inverse;
      }
    },
  });
}
