import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import type { SHAPE_LATTICE } from '../shape-lattice/layout.ts';
import { shapeSampler } from '../shape-lattice/sampler.ts';
import { walkShape } from '../shape-lattice/walk.ts';

type Run = ReferenceRun<readonly ['i32'], 'f32', typeof SHAPE_LATTICE & { readonly level: 'i32'; readonly inverse: 'f32' }>;

/** See kernel.ts. */
export function occupancy({ inputs: [lattice], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { count, level, samples: [ni, nj, nk], subI, subJ, subK } = parameters;
  const sample = shapeSampler(lattice, count);
  const inverse = Math.fround(parameters.inverse);
  const total = ni * nj * nk;
  walkShape({ lattice, parameters, region, low: level, high: level }, {
    inside: (from, to) => out.fill(1, from, to),
    near(voxel, place) {
      let below = 0;
      for (let c = 0; c < nk; c++)
        for (let b = 0; b < nj; b++) {
          const x = place[0]! + b * subJ[0] + c * subK[0];
          const y = place[1]! + b * subJ[1] + c * subK[1];
          const z = place[2]! + b * subJ[2] + c * subK[2];
          for (let a = 0; a < ni; a++)
            if (sample((x + a * subI[0]) | 0, (y + a * subI[1]) | 0, (z + a * subI[2]) | 0) < level) below++;
        }
      out[voxel] = below === total ? 1 : below * inverse;
    },
  });
}
