import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';

type Run = ReferenceRun<readonly ['f32'], 'f32', { readonly dimensions: 'vec4u'; readonly low: 'f32'; readonly high: 'f32' }>;

/** See kernel.ts. */
export function band({ inputs: [image], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { dimensions: [columns, rows, slices], low, high } = parameters;
  const plane = columns * rows;
  for (let row = 0; 2 * row < region.length; row++) {
    const from = region[2 * row]!;
    const to = region[2 * row + 1]!;
    if (from === to) continue;
    const j = row % rows;
    const k = Math.floor(row / rows);
    const start = columns * row;
    const places = { start, up: j > 0 ? start - columns : start, down: j < rows - 1 ? start + columns : start, below: k > 0 ? start - plane : start, above: k < slices - 1 ? start + plane : start };
    bandRow({ image, out, low, high, last: columns - 1 }, places, { from, to });
  }
}

interface Band {
  readonly image: Float32Array;
  readonly out: Float32Array;
  readonly low: number;
  readonly high: number;
  /** Column. */
  readonly last: number;
}

/** Where a row and those beside it begin; at the border the row itself. */
interface Places {
  readonly start: number;
  readonly up: number;
  readonly down: number;
  readonly below: number;
  readonly above: number;
}

function bandRow({ image, out, low, high, last }: Band, { start, up, down, below, above }: Places, { from, to }: { readonly from: number; readonly to: number }): void {
  for (let i = from; i < to; i++) {
    const value = image[start + i]!;
    const along = Math.abs(image[start + (i === last ? i : i + 1)]! - image[start + (i === 0 ? i : i - 1)]!);
    const width = (along + Math.abs(image[down + i]! - image[up + i]!) + Math.abs(image[above + i]! - image[below + i]!)) / 2;
    if (width < 1e-6) {
      out[start + i] = value >= low && value <= high ? 1 : 0;
      continue;
    }
    const share = Math.min(high, value + width / 2) - Math.max(low, value - width / 2);
    out[start + i] = share > 0 ? share / width : 0;
  }
}
