import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import type { SHAPE_LATTICE } from '../shape-lattice/layout.ts';
import { shapeSampler } from '../shape-lattice/sampler.ts';
import { walkShape } from '../shape-lattice/walk.ts';

type Layout = typeof SHAPE_LATTICE & { readonly low: 'i32'; readonly shift: 'u32'; readonly bins: 'u32'; readonly bounded: 'u32' };

/** See kernel.ts. */
export function shapeHistogram({ inputs: [lattice, counted], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['i32', 'f32'], 'u32', Layout>): void {
  const { count, low, shift, bins, samples: [ni, nj, nk], subI, subJ, subK } = parameters;
  const bounded = parameters.bounded === 1;
  const sample = shapeSampler(lattice, count);
  const total = ni * nj * nk;
  const high = low + (bins - 1) * 2 ** shift;
  walkShape({ lattice, parameters, region, low, high }, {
    inside(from, to) {
      let voxels = bounded ? 0 : to - from;
      if (bounded) for (let v = from; v < to; v++) if (counted[v] === 1) voxels++;
      out[0]! += voxels * total;
    },
    near(voxel, place) {
      if (bounded && counted[voxel] !== 1) return;
      for (let c = 0; c < nk; c++)
        for (let b = 0; b < nj; b++) {
          const x = place[0]! + b * subJ[0] + c * subK[0];
          const y = place[1]! + b * subJ[1] + c * subK[1];
          const z = place[2]! + b * subJ[2] + c * subK[2];
          for (let a = 0; a < ni; a++) {
            const value = sample((x + a * subI[0]) | 0, (y + a * subI[1]) | 0, (z + a * subI[2]) | 0);
            if (value < high) out[value < low ? 0 : 1 + ((value - low) >> shift)]!++;
          }
        }
    },
  });
}
