import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import type { SHAPE_LATTICE } from '../shape-lattice/layout.ts';
import { walkShape } from '../shape-lattice/walk.ts';

type Layout = typeof SHAPE_LATTICE & { readonly low: 'i32'; readonly shift: 'u32'; readonly bins: 'u32'; readonly bounded: 'u32' };

/** See kernel.ts. */
export function shapeHistogram({ inputs: [lattice, counted], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['i32', 'f32'], 'u32', Layout>): void {
  const { low, shift, bins, samples: [ni, nj, nk] } = parameters;
  const bounded = parameters.bounded === 1;
  const total = ni * nj * nk;
  const high = low + (bins - 1) * 2 ** shift;
  walkShape({ lattice, parameters, region, low, high }, {
    inside(from, to) {
      let voxels = bounded ? 0 : to - from;
      if (bounded) for (let v = from; v < to; v++) if (counted[v] === 1) voxels++;
      out[0]! += voxels * total;
    },
    near(from, to, values) {
      for (let v = from, at = 0; v < to; v++, at += total) {
        if (bounded && counted[v] !== 1) continue;
        for (let n = at; n < at + total; n++) {
          const value = values[n]!;
          if (value < high) out[value < low ? 0 : 1 + ((value - low) >> shift)]!++;
        }
      }
    },
  });
}
