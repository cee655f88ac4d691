import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';

type Layout = { readonly dimensions: 'vec4u'; readonly axis: 'u32'; readonly radius: 'u32' };

/** See kernel.ts. */
export function blurAxis({ inputs: [image, weights], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['f32', 'f32'], 'f32', Layout>): void {
  const { dimensions: [columns, rows, slices], axis } = parameters;
  for (let row = 0; 2 * row < region.length; row++) {
    const span = { image, weights, out, from: columns * row + region[2 * row]!, to: columns * row + region[2 * row + 1]! };
    if (axis === 1) blurAcross(span, { x: row % rows, count: rows, stride: columns });
    else if (axis === 2) blurAcross(span, { x: Math.floor(row / rows), count: slices, stride: columns * rows });
    else for (let at = span.from; at < span.to; at++) blurAcross({ ...span, from: at, to: at + 1 }, { x: at - columns * row, count: columns, stride: 1 });
  }
}

/** Neighbouring voxels, by their offsets. */
interface Span {
  readonly image: Float32Array;
  /** One-sided, centre first. */
  readonly weights: Float32Array;
  readonly out: Float32Array;
  readonly from: number;
  readonly to: number;
}

/** Blurs voxels that are all the x-th of the `count` on their line, where the next lies `stride` on; each sum begins at the centre. */
function blurAcross({ image, weights, out, from, to }: Span, { x, count, stride }: { readonly x: number; readonly count: number; readonly stride: number }): void {
  for (let at = from; at < to; at++) {
    let sum = weights[0]! * image[at]!;
    for (let n = 1; n < weights.length; n++) sum += weights[n]! * (image[at + stride * (reflect(x - n, count) - x)]! + image[at + stride * (reflect(x + n, count) - x)]!);
    out[at] = sum;
  }
}

/** Index of a position beyond the border, reflected about the voxel edges, for any distance. */
function reflect(index: number, count: number): number {
  if (index >= 0 && index < count) return index;
  const period = 2 * count;
  const folded = ((index % period) + period) % period;
  return folded < count ? folded : period - 1 - folded;
}
