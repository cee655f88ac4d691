import { Call, both, pair, put } from '../simd/call.simd';
import { Grid } from '../simd/grid.simd';
import { TAPS_BYTES, Taps, splineWeights, tapsAt } from '../simd/spline-taps.simd';

@unmanaged
class Zoom extends Grid {
  axis: f64;
  inputCount: f64;
  origin: f64;
  step: f64;
}

/** See kernel.ts and reference.ts. */
export function splineZoom(call: Call, p: Zoom): bool {
  const columns = <i32>p.columns;
  const count = p.axis === 0 ? columns : p.axis === 1 ? <i32>p.rows : <i32>p.slices;
  if (call.scratch + <usize>count * TAPS_BYTES > call.scratchEnd) return false;
  const inputCount = <i32>p.inputCount;
  const stride = <usize>(p.axis === 0 ? 1 : p.axis === 1 ? columns : columns * <i32>p.rows) << 2;
  placeTaps(call.scratch, p, count, stride);
  const bytes = <usize>call.length << 2;
  const size = stride * count;
  for (let to: usize = 0, from: usize = 0; to < bytes; to += size, from += stride * inputCount)
    if (p.axis === 0) zoomRow(call, from, to, count);
    else for (let n = 0; n < count; n++) mixRows(tapsAt(call.scratch, n), call.first + from, call.out + to + stride * n, stride);
  return true;
}

function placeTaps(at: usize, p: Zoom, count: i32, stride: usize): void {
  const inputCount = <i32>p.inputCount;
  for (let n = 0; n < count; n++) {
    const taps = tapsAt(at, n);
    const first = splineWeights(p.origin + p.step * n, changetype<usize>(taps));
    taps.a = stride * mirrored(first, inputCount);
    taps.b = stride * mirrored(first + 1, inputCount);
    taps.c = stride * mirrored(first + 2, inputCount);
    taps.d = stride * mirrored(first + 3, inputCount);
  }
}

/** Index of a sample beyond the ends, mirrored about the end samples. */
function mirrored(index: i32, count: i32): i32 {
  if (count === 1) return 0;
  const period = 2 * count - 2;
  const folded = ((index % period) + period) % period;
  return folded < count ? folded : period - folded;
}

function zoomRow(call: Call, from: usize, to: usize, count: i32): void {
  const input = call.first + from;
  const out = call.out + to;
  for (let n = 0; n < count; n++) {
    const taps = tapsAt(call.scratch, n);
    const sum = taps.w0 * <f64>load<f32>(input + taps.a) + taps.w1 * <f64>load<f32>(input + taps.b) + taps.w2 * <f64>load<f32>(input + taps.c) + taps.w3 * <f64>load<f32>(input + taps.d);
    store<f32>(out + (<usize>n << 2), <f32>sum);
  }
}

/** Mixes four stretches of memory, two voxels at a time. */
function mixRows(taps: Taps, input: usize, out: usize, bytes: usize): void {
  const w0 = both(taps.w0);
  const w1 = both(taps.w1);
  const w2 = both(taps.w2);
  const w3 = both(taps.w3);
  const a = input + taps.a;
  const b = input + taps.b;
  const c = input + taps.c;
  const d = input + taps.d;
  for (let at: usize = 0; at < bytes; at += 8) {
    const near = f64x2.add(f64x2.mul(w0, pair(a + at)), f64x2.mul(w1, pair(b + at)));
    put(out + at, out + bytes, f64x2.add(f64x2.add(near, f64x2.mul(w2, pair(c + at))), f64x2.mul(w3, pair(d + at))));
  }
}
