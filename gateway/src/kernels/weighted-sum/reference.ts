import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';

type Run = ReferenceRun<readonly ['f32', 'f32', 'f32'], 'f32', { readonly dimensions: 'vec4u'; readonly a: 'f32'; readonly b: 'f32'; readonly c: 'f32' }>;

/** See kernel.ts. */
export function weightedSum({ inputs: [x, y, z], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { dimensions: [columns], a, b, c } = parameters;
  for (let row = 0, start = 0; 2 * row < region.length; row++, start += columns) {
    const end = start + region[2 * row + 1]!;
    for (let at = start + region[2 * row]!; at < end; at++) out[at] = a * x[at]! + b * y[at]! + c * z[at]!;
  }
}
