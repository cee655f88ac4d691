import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';

type Layout = { readonly dimensions: 'vec4u'; readonly meanHu: 'f32'; readonly gain: 'f32'; readonly middle: 'f32'; readonly least: 'f32' };
type Run = ReferenceRun<readonly ['f32', 'f32', 'f32'], 'f32', Layout>;

/** See kernel.ts. */
export function replaceBlend({ inputs: [f, opacity, texture], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { dimensions: [columns], meanHu, gain, middle, least } = parameters;
  for (let row = 0, start = 0; 2 * row < region.length; row++, start += columns) {
    const end = start + region[2 * row + 1]!;
    for (let at = start + region[2 * row]!; at < end; at++) {
      const a = opacity[at]!;
      out[at] = a < least ? f[at]! : f[at]! + a * (meanHu + gain * (texture[at]! - middle) - f[at]!);
    }
  }
}
