import type { Vec3 } from '../../volume/geometry.ts';
import type { ReferenceRun, RowSpans } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import { gaussianWeights, type KernelSampling } from './weights.ts';

type Layout = { readonly dimensions: 'vec4u'; readonly axis: 'u32'; readonly radius: 'u32' };

/** See kernel.ts. */
export function blurAxis({ inputs: [image, weights], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['f32', 'f32'], 'f32', Layout>): void {
  const { dimensions: [columns, rows, slices], axis } = parameters;
  const pass = { image, weights, out, region, columns, plateaus: columns >= WIDE * weights.length && hasPlateaus(image, region, columns) };
  if (axis === 0) blurRows(pass);
  else if (axis === 1) blurLines({ ...pass, count: rows, stride: 1, lines: slices, lineStride: rows });
  else blurLines({ ...pass, count: slices, stride: rows, lines: rows, lineStride: 1 });
}

interface Pass {
  readonly image: Float32Array;
  /** One-sided, centre first. */
  readonly weights: Float32Array | Float64Array;
  readonly out: Float32Array;
  readonly region: RowSpans;
  readonly columns: number;
  /** Whether much of the image is flat, so that it pays to look for places where there is nothing to sum. */
  readonly plateaus: boolean;
}

/** In an image less than so many kernel's radii wide hardly anything is flat for as long as a kernel. */
const WIDE = 10;
/** Rows of an image that are looked at to know its kind. */
const LOOKED_AT = 64;

/** Whether neighbours are equal in a quarter or more of some rows: shapes are so, scans are not. */
function hasPlateaus(image: Float32Array, region: RowSpans, columns: number): boolean {
  const step = Math.max(1, Math.floor(region.length / 2 / LOOKED_AT));
  let [equal, all] = [0, 0];
  for (let row = 0; 2 * row < region.length; row += step) {
    const end = columns * row + region[2 * row + 1]! - 1;
    for (let v = columns * row + region[2 * row]!; v < end; v++) {
      if (image[v] === image[v + 1]) equal++;
      all++;
    }
  }
  return 4 * equal >= all;
}

/** Index of a position beyond the border, reflected about the voxel edges, for any distance. */
function reflect(index: number, count: number): number {
  if (index >= 0 && index < count) return index;
  const period = 2 * count;
  const folded = ((index % period) + period) % period;
  return folded < count ? folded : period - 1 - folded;
}

function blurRows({ image, weights, out, region, columns, plateaus }: Pass): void {
  const radius = weights.length - 1;
  const line = new Float64Array(columns + 2 * radius);
  const changed = new Int32Array(columns);
  const sums = new Float64Array(columns);
  const taps = makeTaps(weights);
  for (let n = 0; n < taps.before.length; n++) {
    taps.before[n] = -Math.min(radius, n + 1);
    taps.after[n] = Math.min(radius, n + 1);
  }
  for (let row = 0; 2 * row < region.length; row++) {
    const from = region[2 * row]!;
    const to = region[2 * row + 1]!;
    if (from === to) continue;
    const start = columns * row;
    const first = Math.max(0, from - radius);
    const last = Math.min(columns, to + radius);
    for (let x = from - radius; x < first; x++) line[x + radius] = image[start + reflect(x, columns)]!;
    for (let x = first, at = start + first; x < last; x++, at++) line[x + radius] = image[at]!;
    for (let x = last; x < to + radius; x++) line[x + radius] = image[start + reflect(x, columns)]!;
    if (plateaus) noteChanges(line, changed, { from, to, radius });
    blurSpan({ input: line, middle: radius, from, to, changed: plateaus ? changed : undefined, flat: -2 * radius, sums, out, start, taps });
  }
}

/** For each column how far before the end of its taps, as a negative number, the line last changed. */
function noteChanges(line: Float64Array, changed: Int32Array, { from, to, radius }: { readonly from: number; readonly to: number; readonly radius: number }): void {
  let change = from;
  for (let at = from + 1; at < to + 2 * radius; at++) {
    if (line[at] !== line[at - 1]) change = at;
    if (at >= from + 2 * radius) changed[at - 2 * radius] = change - at;
  }
}

interface Lines extends Pass {
  /** Rows along a line, and their distance in rows. */
  readonly count: number;
  readonly stride: number;
  readonly lines: number;
  readonly lineStride: number;
}

/** Blurs across rows. A ring holds the rows around the current one as 64-bit numbers, each converted once. */
function blurLines({ image, weights, out, region, columns, plateaus, count, stride, lines, lineStride }: Lines): void {
  const radius = weights.length - 1;
  const size = Math.min(count, 2 * radius + 1);
  const ring = new Float64Array(size * columns);
  const changed = new Int32Array(columns);
  const sums = new Float64Array(columns);
  const taps = makeTaps(weights);
  const slots = Int32Array.from({ length: count }, (_, x) => columns * (x % size));
  for (let line = 0; line < lines; line++) {
    const spans = lineSpans(region, { count, stride, first: line * lineStride });
    if (!spans) continue;
    const first = Math.max(0, spans.first - radius);
    let filled = first;
    for (let x = spans.first; x < spans.last; x++) {
      for (const end = Math.min(count, x + radius + 1); filled < end; filled++) fillRing({ image, start: columns * (line * lineStride + filled * stride), ring, columns, size, filled, first, spans, changed: plateaus ? changed : undefined });
      const row = line * lineStride + x * stride;
      const from = region[2 * row]!;
      const to = region[2 * row + 1]!;
      if (from === to) continue;
      placeTaps(taps, { x, count, radius, slots });
      blurSpan({ input: ring, middle: slots[x]!, from, to, changed: plateaus ? changed : undefined, flat: Math.max(first, x - radius), sums, out, start: columns * row, taps });
    }
  }
}

/** Where the rows around row x of a line lie in the ring. */
function placeTaps({ before, after }: Taps, { x, count, radius, slots }: { readonly x: number; readonly count: number; readonly radius: number; readonly slots: Int32Array }): void {
  const middle = slots[x]!;
  for (let n = 0; n < before.length; n++) {
    const reach = Math.min(radius, n + 1);
    before[n] = slots[reflect(x - reach, count)]! - middle;
    after[n] = slots[reflect(x + reach, count)]! - middle;
  }
}

interface RingFill {
  readonly image: Float32Array;
  /** Offset of the row in the image. */
  readonly start: number;
  readonly ring: Float64Array;
  readonly columns: number;
  readonly size: number;
  /** Number of the row in its line, and of the first one that is used. */
  readonly filled: number;
  readonly first: number;
  readonly spans: { readonly from: number; readonly to: number };
  readonly changed: Int32Array | undefined;
}

/** Puts a row into the ring and notes where it differs from the one before, if that is asked for. */
function fillRing({ image, start, ring, columns, size, filled, first, spans: { from, to }, changed }: RingFill): void {
  const at = columns * (filled % size);
  if (!changed) {
    for (let i = from; i < to; i++) ring[at + i] = image[start + i]!;
    return;
  }
  const before = columns * ((filled + size - 1) % size);
  for (let i = from; i < to; i++) {
    const value = image[start + i]!;
    if (filled === first || value !== ring[before + i]) changed[i] = filled;
    ring[at + i] = value;
  }
}

/** Rows of a line that are wanted, and the columns that hold all of their spans; undefined when none is. */
function lineSpans(region: RowSpans, { count, stride, first }: { count: number; stride: number; first: number }): { first: number; last: number; from: number; to: number } | undefined {
  let [firstRow, last, from, to] = [count, 0, 65_535, 0];
  for (let x = 0; x < count; x++) {
    const n = 2 * (first + x * stride);
    if (region[n] === region[n + 1]) continue;
    if (firstRow === count) firstRow = x;
    last = x + 1;
    from = Math.min(from, region[n]!);
    to = Math.max(to, region[n + 1]!);
  }
  return last === 0 ? undefined : { first: firstRow, last, from, to };
}

/** Pairs of taps are summed in groups of this many; the last one is filled up with pairs that weigh nothing. */
const GROUP = 4;
/** So many pairs are summed at once. */
const AT_ONCE = 6;

interface Taps {
  readonly centre: number;
  /** Weight of each pair, and the offsets of its two places. */
  readonly pairs: Float64Array;
  readonly before: Int32Array;
  readonly after: Int32Array;
}

function makeTaps(weights: ArrayLike<number>): Taps {
  const groups = Math.max(1, Math.ceil((weights.length - 1) / GROUP));
  const count = groups === 2 && weights.length - 1 <= AT_ONCE ? AT_ONCE : GROUP * groups;
  const pairs = Float64Array.from({ length: count }, (_, n) => weights[n + 1] ?? 0);
  return { centre: weights[0]!, pairs, before: new Int32Array(count), after: new Int32Array(count) };
}

interface Span {
  readonly input: Float64Array;
  /** Where the input's column 0 is. */
  readonly middle: number;
  readonly from: number;
  readonly to: number;
  /** Up to `flat` in a column where every value that the kernel meets is the same, so that there is nothing to sum; absent where that is rare. */
  readonly changed: Int32Array | undefined;
  readonly flat: number;
  readonly taps: Taps;
  readonly sums: Float64Array;
  readonly out: Float32Array;
  readonly start: number;
}

/** Blurs the columns from `from` to `to` of a row; where nothing varies the value itself. */
function blurSpan({ input, middle, from, to, changed, flat, taps, sums, out, start }: Span): void {
  for (let i = from; i < to; ) {
    if (changed && changed[i]! <= flat) {
      out[start + i] = input[middle + i]!;
      i++;
      continue;
    }
    const end = changed ? endOfChange(changed, { from: i + 1, to, flat }) : to;
    weightedSums(taps, { input, middle: middle + i, count: end - i, sums, out, start: start + i });
    i = end;
  }
}

function endOfChange(changed: Int32Array, { from, to, flat }: { readonly from: number; readonly to: number; readonly flat: number }): number {
  let end = from;
  while (end < to && changed[end]! > flat) end++;
  return end;
}

interface WeightedSums {
  readonly input: Float64Array;
  readonly middle: number;
  readonly count: number;
  /** Memory for sums that are not complete yet. */
  readonly sums: Float64Array;
  readonly out: Float32Array;
  readonly start: number;
}

/** out[start + i] = centre input[middle + i] + sum over pairs of weight (input[middle + i + before] + input[middle + i + after]). */
function weightedSums(taps: Taps, run: WeightedSums): void {
  const last = taps.pairs.length - GROUP;
  if (last === 0) {
    onlySums(taps, run);
    return;
  }
  if (taps.pairs.length === AT_ONCE) {
    sixSums(taps, run);
    return;
  }
  startSums(taps, run);
  for (let n = GROUP; n < last; n += GROUP) addSums(taps, run, n);
  endSums(taps, run, last);
}

/** The same of the centre and the only group of pairs. A loop for each kind of memory written to: a shared one would be slow for all. */
function onlySums({ centre, pairs, before, after }: Taps, { input, middle, count, out, start }: WeightedSums): void {
  const a0 = middle + before[0]!;
  const a1 = middle + before[1]!;
  const a2 = middle + before[2]!;
  const a3 = middle + before[3]!;
  const b0 = middle + after[0]!;
  const b1 = middle + after[1]!;
  const b2 = middle + after[2]!;
  const b3 = middle + after[3]!;
  const w0 = pairs[0]!;
  const w1 = pairs[1]!;
  const w2 = pairs[2]!;
  const w3 = pairs[3]!;
  for (let i = 0; i < count; i++)
    out[start + i] = centre * input[middle + i]! + w0 * (input[a0 + i]! + input[b0 + i]!) + w1 * (input[a1 + i]! + input[b1 + i]!) + w2 * (input[a2 + i]! + input[b2 + i]!) + w3 * (input[a3 + i]! + input[b3 + i]!);
}

/** The same of the centre and six pairs. */
function sixSums({ centre, pairs, before, after }: Taps, { input, middle, count, out, start }: WeightedSums): void {
  const a0 = middle + before[0]!;
  const a1 = middle + before[1]!;
  const a2 = middle + before[2]!;
  const a3 = middle + before[3]!;
  const a4 = middle + before[4]!;
  const a5 = middle + before[5]!;
  const b0 = middle + after[0]!;
  const b1 = middle + after[1]!;
  const b2 = middle + after[2]!;
  const b3 = middle + after[3]!;
  const b4 = middle + after[4]!;
  const b5 = middle + after[5]!;
  const w0 = pairs[0]!;
  const w1 = pairs[1]!;
  const w2 = pairs[2]!;
  const w3 = pairs[3]!;
  const w4 = pairs[4]!;
  const w5 = pairs[5]!;
  for (let i = 0; i < count; i++) {
    const near = centre * input[middle + i]! + w0 * (input[a0 + i]! + input[b0 + i]!) + w1 * (input[a1 + i]! + input[b1 + i]!) + w2 * (input[a2 + i]! + input[b2 + i]!) + w3 * (input[a3 + i]! + input[b3 + i]!);
    out[start + i] = near + (w4 * (input[a4 + i]! + input[b4 + i]!) + w5 * (input[a5 + i]! + input[b5 + i]!));
  }
}

/** The centre and the first group of pairs. */
function startSums({ centre, pairs, before, after }: Taps, { input, middle, count, sums }: WeightedSums): void {
  const a0 = middle + before[0]!;
  const a1 = middle + before[1]!;
  const a2 = middle + before[2]!;
  const a3 = middle + before[3]!;
  const b0 = middle + after[0]!;
  const b1 = middle + after[1]!;
  const b2 = middle + after[2]!;
  const b3 = middle + after[3]!;
  const w0 = pairs[0]!;
  const w1 = pairs[1]!;
  const w2 = pairs[2]!;
  const w3 = pairs[3]!;
  for (let i = 0; i < count; i++)
    sums[i] = centre * input[middle + i]! + w0 * (input[a0 + i]! + input[b0 + i]!) + w1 * (input[a1 + i]! + input[b1 + i]!) + w2 * (input[a2 + i]! + input[b2 + i]!) + w3 * (input[a3 + i]! + input[b3 + i]!);
}

/** The group of pairs from the n-th on. */
function addSums({ pairs, before, after }: Taps, { input, middle, count, sums }: WeightedSums, n: number): void {
  const a0 = middle + before[n]!;
  const a1 = middle + before[n + 1]!;
  const a2 = middle + before[n + 2]!;
  const a3 = middle + before[n + 3]!;
  const b0 = middle + after[n]!;
  const b1 = middle + after[n + 1]!;
  const b2 = middle + after[n + 2]!;
  const b3 = middle + after[n + 3]!;
  const w0 = pairs[n]!;
  const w1 = pairs[n + 1]!;
  const w2 = pairs[n + 2]!;
  const w3 = pairs[n + 3]!;
  for (let i = 0; i < count; i++)
    sums[i]! += w0 * (input[a0 + i]! + input[b0 + i]!) + w1 * (input[a1 + i]! + input[b1 + i]!) + w2 * (input[a2 + i]! + input[b2 + i]!) + w3 * (input[a3 + i]! + input[b3 + i]!);
}

/** The last group of pairs, from the n-th on. */
function endSums({ pairs, before, after }: Taps, { input, middle, count, sums, out, start }: WeightedSums, n: number): void {
  const a0 = middle + before[n]!;
  const a1 = middle + before[n + 1]!;
  const a2 = middle + before[n + 2]!;
  const a3 = middle + before[n + 3]!;
  const b0 = middle + after[n]!;
  const b1 = middle + after[n + 1]!;
  const b2 = middle + after[n + 2]!;
  const b3 = middle + after[n + 3]!;
  const w0 = pairs[n]!;
  const w1 = pairs[n + 1]!;
  const w2 = pairs[n + 2]!;
  const w3 = pairs[n + 3]!;
  for (let i = 0; i < count; i++)
    out[start + i] = sums[i]! + (w0 * (input[a0 + i]! + input[b0 + i]!) + w1 * (input[a1 + i]! + input[b1 + i]!) + w2 * (input[a2 + i]! + input[b2 + i]!) + w3 * (input[a3 + i]! + input[b3 + i]!));
}

export interface BlurOptions {
  readonly dimensions: Vec3;
  /** SD along i, j, k in voxels; 0 leaves an axis alone. */
  readonly sigmaVoxels: Vec3;
  readonly sampling?: KernelSampling;
}

/** Separable Gaussian blur with reflected borders (edge voxel repeated). Returns a new array; the input is not changed. */
export function gaussianBlur(input: Float32Array, { dimensions, sigmaVoxels, sampling = 'auto' }: BlurOptions): Float32Array {
  const [columns, rows, slices] = dimensions;
  if (input.length !== columns * rows * slices) throw new RangeError(`Grid of ${dimensions.join('x')} does not hold ${input.length} voxels.`);
  let current = input;
  for (let axis = 0; axis < 3; axis++) {
    const weights = Float32Array.from(gaussianWeights(sigmaVoxels[axis]!, sampling));
    if (weights.length === 1 || dimensions[axis] === 1) continue;
    const out = new Float32Array(input.length);
    blurAxis({ inputs: [current, weights], out, parameters: { dimensions: [...dimensions, 0], axis, radius: weights.length - 1 } });
    current = out;
  }
  return current === input ? input.slice() : current;
}
