import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import type { SHAPE_LATTICE } from '../shape-lattice/layout.ts';
import { walkAndRecord } from '../shape-lattice/recorded-walk.ts';
import type { NearRun } from '../shape-lattice/visitor.ts';

type Layout = typeof SHAPE_LATTICE & { readonly low: 'i32'; readonly shift: 'u32'; readonly bins: 'u32'; readonly bounded: 'u32' };

/** See kernel.ts. */
export function shapeHistogram({ inputs: [lattice, counted], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['i32', 'f32'], 'u32', Layout>): void {
  const { low, shift, bins, samples: [ni, nj, nk] } = parameters;
  const high = low + (bins - 1) * 2 ** shift;
  const state = { out, counted: parameters.bounded === 1 ? counted : undefined, samples: ni * nj * nk, low, high, shift };
  walkAndRecord({ lattice, parameters, region, low, high }, { state, inside: countInside, near: countNear });
}

interface Count {
  readonly out: Uint32Array;
  /** 1 for each voxel that counts; absent: all do. */
  readonly counted: Float32Array | undefined;
  /** Of a voxel. */
  readonly samples: number;
  readonly low: number;
  readonly high: number;
  readonly shift: number;
}

function countInside({ out, counted, samples }: Count, from: number, to: number): void {
  let voxels = counted ? 0 : to - from;
  if (counted) for (let v = from; v < to; v++) if (counted[v] === 1) voxels++;
  out[0]! += voxels * samples;
}

function countNear({ out, counted, samples, low, high, shift }: Count, { from, to, at: first }: NearRun, values: Int32Array): void {
  for (let v = from, at = first; v < to; v++, at += samples) {
    if (counted && counted[v] !== 1) continue;
    for (let n = at; n < at + samples; n++) {
      const value = values[n]!;
      if (value < high) out[value < low ? 0 : 1 + ((value - low) >> shift)]!++;
    }
  }
}
