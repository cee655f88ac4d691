import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';

type Run = ReferenceRun<readonly ['f32'], 'f32', { readonly dimensions: 'vec4u'; readonly low: 'f32'; readonly high: 'f32' }>;

/** See kernel.ts. */
export function band({ inputs: [v], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { dimensions: [columns, rows, slices], low, high } = parameters;
  const plane = columns * rows;
  for (let row = 0, start = 0; 2 * row < region.length; row++, start += columns) {
    const [j, k] = [row % rows, Math.floor(row / rows)];
    const [up, down] = [j > 0 ? -columns : 0, j < rows - 1 ? columns : 0];
    const [below, above] = [k > 0 ? -plane : 0, k < slices - 1 ? plane : 0];
    for (let i = region[2 * row]!; i < region[2 * row + 1]!; i++) {
      const at = start + i;
      const value = v[at]!;
      const along = Math.abs(v[i < columns - 1 ? at + 1 : at]! - v[i > 0 ? at - 1 : at]!);
      const width = (along + Math.abs(v[at + down]! - v[at + up]!) + Math.abs(v[at + above]! - v[at + below]!)) / 2;
      if (width < 1e-6) out[at] = value >= low && value <= high ? 1 : 0;
      else out[at] = Math.max(0, Math.min(high, value + width / 2) - Math.max(low, value - width / 2)) / width;
    }
  }
}
