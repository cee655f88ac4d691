import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';

type Layout = { readonly dimensions: 'vec4u'; readonly depthHu: 'f32'; readonly gain: 'f32'; readonly least: 'f32' };
type Run = ReferenceRun<readonly ['f32', 'f32'], 'f32', Layout>;

/** See kernel.ts. */
export function subtractBlend({ inputs: [opacity, texture], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { dimensions: [columns], depthHu, gain, least } = parameters;
  for (let row = 0, start = 0; 2 * row < region.length; row++, start += columns) {
    const end = start + region[2 * row + 1]!;
    for (let at = start + region[2 * row]!; at < end; at++) {
      const a = opacity[at]!;
      if (a >= least) out[at] = -depthHu * a * Math.min(1, Math.max(0, gain * texture[at]!));
    }
  }
}
