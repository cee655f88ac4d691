import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';

type Run = ReferenceRun<readonly ['f32'], 'f32', { readonly dimensions: 'vec4u'; readonly meanHu: 'f32'; readonly reachHu: 'f32' }>;

/** See kernel.ts. */
export function tissue({ inputs: [f], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { dimensions: [columns], meanHu, reachHu } = parameters;
  for (let row = 0, start = 0; 2 * row < region.length; row++, start += columns) {
    const end = start + region[2 * row + 1]!;
    for (let v = start + region[2 * row]!; v < end; v++) {
      const hu = f[v]!;
      out[v] = Math.abs(hu - meanHu) > reachHu ? meanHu : hu;
    }
  }
}
