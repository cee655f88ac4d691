import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';

type Run = ReferenceRun<readonly ['f32', 'f32'], 'f32', { readonly dimensions: 'vec4u' }>;

/** See kernel.ts. */
export function product({ inputs: [x, y], out, parameters: { dimensions }, region = wholeSpans(dimensions) }: Run): void {
  for (let row = 0, start = 0; 2 * row < region.length; row++, start += dimensions[0]) {
    const end = start + region[2 * row + 1]!;
    for (let at = start + region[2 * row]!; at < end; at++) out[at] = x[at]! * y[at]!;
  }
}
