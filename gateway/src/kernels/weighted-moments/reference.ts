import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';

type Run = ReferenceRun<readonly ['f32', 'f32'], 'f32', { readonly dimensions: 'vec4u'; readonly least: 'f32' }>;

/** See kernel.ts. */
export function weightedMoments({ inputs: [values, weights], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { dimensions: [columns], least } = parameters;
  for (let row = 0; 2 * row < region.length; row++) {
    let weight = 0;
    let sum = 0;
    let squares = 0;
    for (let v = columns * row + region[2 * row]!, end = columns * row + region[2 * row + 1]!; v < end; v++) {
      const w = weights[v]!;
      if (w < least) continue;
      const value = values[v]!;
      weight += w;
      sum += w * value;
      squares += w * value * value;
    }
    out[3 * row] = weight;
    out[3 * row + 1] = sum;
    out[3 * row + 2] = squares;
  }
}
