import { Call, both, pair, put } from '../simd/call.simd';
import { Grid } from '../simd/grid.simd';

@unmanaged
class Prefilter extends Grid {
  axis: f64;
}

const POLE = Math.sqrt(3) - 2;
const GAIN: f64 = 6;
const HORIZON = 28;
const WEIGHTS_BYTES: usize = 8 * HORIZON;

/** See kernel.ts and reference.ts. The scratch memory holds what each sample counts at the start. */
export function splinePrefilter(call: Call, p: Prefilter): bool {
  const columns = <i32>p.columns;
  const count = p.axis === 0 ? columns : p.axis === 1 ? <i32>p.rows : <i32>p.slices;
  if (count === 1) return false;
  startWeights(call.scratch, count);
  const bytes = <usize>call.length << 2;
  const next = <usize>(p.axis === 2 ? columns * <i32>p.rows : columns) << 2;
  const row = <usize>columns << 2;
  if (p.axis === 0) for (let first: usize = 0; first < bytes; first += 2 * row) filterRows(call, first, first + row < bytes ? first + row : first, count);
  else
    for (let block: usize = 0; block < bytes; block += next * count)
      for (let first = block; first < block + next; first += row) filterLines(call, first, next, count, row);
  return true;
}

/** What each sample of a line comes to count for the first value. */
function startWeights(weights: usize, count: i32): void {
  const period = 2 * count - 2;
  memory.fill(weights, 0, WEIGHTS_BYTES);
  let power = GAIN;
  for (let n = 0; n < HORIZON; n++, power *= POLE) {
    const folded = n % period;
    const at = weights + (<usize>(folded < count ? folded : period - folded) << 3);
    store<f64>(at, load<f64>(at) + power);
  }
}

@inline
function weightOf(call: Call, n: i32): v128 {
  return v128.load64_splat(call.scratch + (<usize>n << 3));
}

/** A sample of each of two rows, and its place in both results. */
@inline
function ofTwo(one: usize, other: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load32_lane(other, v128.load32_zero(one), 1));
}

@inline
function putTwo(one: usize, other: usize, values: v128): void {
  const rounded = f32x4.demote_f64x2_zero(values);
  v128.store32_lane(one, rounded, 0);
  v128.store32_lane(other, rounded, 1);
}

/** Two rows side by side, or one twice. */
function filterRows(call: Call, first: usize, second: usize, count: i32): void {
  const one = call.first + first;
  const other = call.first + second;
  const out = call.out + first;
  const out2 = call.out + second;
  let value = both(0);
  for (let n = 0; n < min(count, HORIZON); n++) value = f64x2.add(value, f64x2.mul(weightOf(call, n), ofTwo(one + (<usize>n << 2), other + (<usize>n << 2))));
  putTwo(out, out2, value);
  let before = both(0);
  const last = <usize>(count - 1) << 2;
  for (let at: usize = 4; at <= last; at += 4) {
    before = value;
    value = f64x2.add(f64x2.mul(both(GAIN), ofTwo(one + at, other + at)), f64x2.mul(both(POLE), value));
    putTwo(out + at, out2 + at, value);
  }
  value = f64x2.mul(both(POLE / (POLE * POLE - 1)), f64x2.add(value, f64x2.mul(both(POLE), before)));
  putTwo(out + last, out2 + last, value);
  for (let at = last; at > 0; ) {
    at -= 4;
    value = f64x2.mul(both(POLE), f64x2.sub(value, ofTwo(out + at, out2 + at)));
    putTwo(out + at, out2 + at, value);
  }
}

/** A line from each voxel of a row, two at a time; the samples of a line lie `next` bytes apart. */
function filterLines(call: Call, first: usize, next: usize, count: i32, row: usize): void {
  const end = call.out + first + row;
  for (let column: usize = 0; column < row; column += 8) {
    const input = call.first + first + column;
    const out = call.out + first + column;
    let value = both(0);
    for (let n = 0; n < min(count, HORIZON); n++) value = f64x2.add(value, f64x2.mul(weightOf(call, n), pair(input + next * n)));
    put(out, end, value);
    const last = next * (count - 1);
    for (let at = next; at < last; at += next) {
      value = f64x2.add(f64x2.mul(both(GAIN), pair(input + at)), f64x2.mul(both(POLE), value));
      put(out + at, end + at, value);
    }
    value = f64x2.mul(both(POLE / (POLE * POLE - 1)), f64x2.add(f64x2.mul(both(GAIN), pair(input + last)), f64x2.mul(both(2 * POLE), value)));
    put(out + last, end + last, value);
    for (let at = last; at > 0; ) {
      at -= next;
      value = f64x2.mul(both(POLE), f64x2.sub(value, pair(out + at)));
      put(out + at, end + at, value);
    }
  }
}
