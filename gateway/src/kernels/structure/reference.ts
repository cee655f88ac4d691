import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';

type Run = ReferenceRun<readonly ['f32', 'f32'], 'f32', { readonly dimensions: 'vec4u'; readonly sureHu: 'f32'; readonly noneHu: 'f32' }>;

/** See kernel.ts. */
export function structure({ inputs: [f, smooth], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { dimensions: [columns], sureHu, noneHu } = parameters;
  const fade = sureHu / (noneHu - sureHu);
  for (let row = 0, start = 0; 2 * row < region.length; row++, start += columns) {
    const end = start + region[2 * row + 1]!;
    for (let v = start + region[2 * row]!; v < end; v++) {
      const residual = f[v]! - smooth[v]!;
      const size = Math.abs(residual);
      if (size <= sureHu) out[v] = smooth[v]!;
      else if (size >= noneHu) out[v] = f[v]!;
      else out[v] = f[v]! - (residual > 0 ? fade : -fade) * (noneHu - size);
    }
  }
}
