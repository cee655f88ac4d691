import type { ReferenceRun } from '../kernel.ts';
import { mirrored, splineWeights } from './weights.ts';

type Layout = { readonly dimensions: 'vec4u'; readonly axis: 'u32'; readonly inputCount: 'u32'; readonly origin: 'f32'; readonly step: 'f32' };
type Run = ReferenceRun<readonly ['f32'], 'f32', Layout>;

/** See kernel.ts. */
export function splineZoom({ inputs: [input], out, parameters: { dimensions, axis, inputCount, origin, step } }: Run): void {
  const count = dimensions[axis]!;
  const stride = axis === 0 ? 1 : axis === 1 ? dimensions[0] : dimensions[0] * dimensions[1];
  const blocks = out.length / (stride * count);
  const weights = new Float64Array(4);
  for (let n = 0; n < count; n++) {
    const first = splineWeights(origin + step * n, weights);
    const [w0, w1, w2, w3] = weights as unknown as [number, number, number, number];
    const [o0, o1, o2, o3] = [0, 1, 2, 3].map(tap => mirrored(first + tap, inputCount) * stride) as [number, number, number, number];
    for (let block = 0; block < blocks; block++) {
      const from = block * stride * inputCount;
      const to = (block * count + n) * stride;
      for (let x = 0; x < stride; x++) out[to + x] = w0 * input[from + o0 + x]! + w1 * input[from + o1 + x]! + w2 * input[from + o2 + x]! + w3 * input[from + o3 + x]!;
    }
  }
}
