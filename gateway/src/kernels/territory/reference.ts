import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';

/** See kernel.ts. */
export function territory({ inputs: [mask, share], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['f32', 'f32'], 'f32', { readonly dimensions: 'vec4u' }>): void {
  const [columns] = parameters.dimensions;
  for (let row = 0; 2 * row < region.length; row++)
    for (let v = columns * row + region[2 * row]!, end = columns * row + region[2 * row + 1]!; v < end; v++) out[v] = mask[v] === 1 ? share[v]! : -share[v]!;
}
