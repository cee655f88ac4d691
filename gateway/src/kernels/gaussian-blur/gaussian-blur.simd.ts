import { Call, both, from, pair, to } from '../simd/call.simd';
import { Grid } from '../simd/grid.simd';

@unmanaged
class Blur extends Grid {
  axis: f64;
  radius: f64;
}

/** A tap to either side of the centre: how far away in bytes, and what both weigh. */
@unmanaged
class TapPair {
  before: i32;
  after: i32;
  weight: f64;
}

const PAIR_BYTES = offsetof<TapPair>();

/** See kernel.ts; false for a kernel of very many taps. */
export function gaussianBlur(call: Call, p: Blur): bool {
  const columns = <i32>p.columns;
  const rows = <i32>p.rows;
  const radius = <i32>p.radius;
  if (call.scratch + <usize>radius * PAIR_BYTES > call.scratchEnd) return false;
  const taps = placeWeights(call, radius);
  for (let row = 0, last = rows * <i32>p.slices; row < last; row++) {
    const first = from(call.region, row);
    const end = to(call.region, row);
    if (first === end) continue;
    const start = <usize>(4 * columns * row);
    if (p.axis === 0) blurAlong(call, taps, columns, radius, first, end, start);
    else if (p.axis === 1) blurAcross(call, taps, row % rows, rows, 4 * columns, radius, first, end, start);
    else blurAcross(call, taps, row / rows, <i32>p.slices, 4 * columns * rows, radius, first, end, start);
  }
  return true;
}

/** Taps without their places, in the scratch memory. */
function placeWeights(call: Call, radius: i32): usize {
  for (let n = 1; n <= radius; n++) pairAt(call.scratch, n).weight = <f64>load<f32>(call.second + (<usize>n << 2));
  return call.scratch;
}

@inline
function pairAt(taps: usize, n: i32): TapPair {
  return changetype<TapPair>(taps + <usize>(n - 1) * PAIR_BYTES);
}

/** Index of a position beyond the border, reflected about the voxel edges, for any distance. */
function reflect(index: i32, count: i32): i32 {
  if (index >= 0 && index < count) return index;
  const period = 2 * count;
  const folded = ((index % period) + period) % period;
  return folded < count ? folded : period - 1 - folded;
}

/** A row blurred across rows that lie `stride` bytes apart; it is the x-th of `count`. */
function blurAcross(call: Call, taps: usize, x: i32, count: i32, stride: i32, radius: i32, first: i32, end: i32, start: usize): void {
  for (let n = 1; n <= radius; n++) {
    const places = pairAt(taps, n);
    places.before = stride * (reflect(x - n, count) - x);
    places.after = stride * (reflect(x + n, count) - x);
  }
  sums(call, taps, radius, start + (<usize>first << 2), start + (<usize>end << 2));
}

/** A row blurred along itself; only near its ends do taps lie beyond the border. */
function blurAlong(call: Call, taps: usize, columns: i32, radius: i32, first: i32, end: i32, start: usize): void {
  const left = min(end, radius);
  const right = max(max(first, left), columns - radius);
  for (let x = first; x < left; x++) blurAcross(call, taps, x, columns, 4, radius, x, x + 1, start);
  for (let n = 1; n <= radius; n++) {
    pairAt(taps, n).before = -4 * n;
    pairAt(taps, n).after = 4 * n;
  }
  sums(call, taps, radius, start + (<usize>max(first, left) << 2), start + (<usize>min(end, right) << 2));
  for (let x = right; x < end; x++) blurAcross(call, taps, x, columns, 4, radius, x, x + 1, start);
}

/** The weighted sums from one offset to before another, in bytes; the last ones, if they are no four, once more with those before them. */
function sums(call: Call, taps: usize, radius: i32, first: usize, end: usize): void {
  if (first >= end) return;
  const centre = both(<f64>load<f32>(call.second));
  const last = taps + <usize>radius * PAIR_BYTES;
  let at = first;
  for (; at + 16 <= end; at += 16) v128.store(call.out + at, four(call.first + at, centre, taps, last));
  if (at === end) return;
  if (first + 16 <= end) v128.store(call.out + end - 16, four(call.first + end - 16, centre, taps, last));
  else for (; at < end; at += 4) v128.store32_lane(call.out + at, f32x4.demote_f64x2_zero(two(call.first + at, centre, taps, last)), 0);
}

@inline
function four(at: usize, centre: v128, taps: usize, last: usize): v128 {
  let low = f64x2.mul(centre, pair(at));
  let high = f64x2.mul(centre, pair(at + 8));
  for (let tap = taps; tap < last; tap += PAIR_BYTES) {
    const places = changetype<TapPair>(tap);
    const before = at + places.before;
    const after = at + places.after;
    const weight = both(places.weight);
    low = f64x2.add(low, f64x2.mul(weight, f64x2.add(pair(before), pair(after))));
    high = f64x2.add(high, f64x2.mul(weight, f64x2.add(pair(before + 8), pair(after + 8))));
  }
  return i32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

@inline
function two(at: usize, centre: v128, taps: usize, last: usize): v128 {
  let sum = f64x2.mul(centre, pair(at));
  for (let tap = taps; tap < last; tap += PAIR_BYTES) {
    const places = changetype<TapPair>(tap);
    sum = f64x2.add(sum, f64x2.mul(both(places.weight), f64x2.add(pair(at + places.before), pair(at + places.after))));
  }
  return sum;
}
