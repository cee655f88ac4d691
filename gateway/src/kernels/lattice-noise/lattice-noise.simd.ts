import { Call, both } from '../simd/call.simd';

@unmanaged
class Noise {
  keyA: f64;
  keyB: f64;
  stream: f64;
  within: f64;
  halfX: f64;
  halfY: f64;
  halfZ: f64;
  half: f64;
  weightX: f64;
  weightY: f64;
  weightZ: f64;
  weight: f64;
  scale: f64;
}

const M0 = <i32>0xd2511f53;
const M1 = <i32>0xcd9e8d57;
const W0 = <i32>0x9e3779b9;
const W1 = <i32>0xbb67ae85;

/** See kernel.ts. */
export function latticeNoise(call: Call, p: Noise): void {
  const halfX = <i32>p.halfX;
  let middle = call.out + (<usize>halfX << 2);
  for (let k = -p.halfZ; k <= p.halfZ; k++)
    for (let j = -p.halfY; j <= p.halfY; j++, middle += <usize>(2 * halfX + 1) << 2) {
      const left = p.within - p.weightY * j * j - p.weightZ * k * k;
      if (left >= 0) drawRow(p, min(halfX, <i32>Math.sqrt(left / p.weightX)), <i32>j, <i32>k, middle);
    }
}

/** The nodes -reach..reach of a row; `middle`: address of node 0. Those at the end, if they are no four, once more with those before them. */
function drawRow(p: Noise, reach: i32, j: i32, k: i32, middle: usize): void {
  const length = 2 * reach + 1;
  const first = middle - (<usize>reach << 2);
  for (let n = 0; n < length; n += 4) {
    const at = length < 4 ? n : min(n, length - 4);
    let values = four(p, at - reach, j, k);
    const to = first + (<usize>at << 2);
    if (length >= 4) v128.store(to, values);
    else
      for (let place = to; place < first + (<usize>length << 2); place += 4) {
        v128.store32_lane(place, values, 0);
        values = i32x4.shuffle(values, values, 1, 2, 3, 0);
      }
  }
}

/** Normals of four neighbouring nodes: Philox4x32-10, the sum of eight 16-bit halves (philox/reference.ts). */
@inline
function four(p: Noise, x: i32, y: i32, z: i32): v128 {
  let c0 = i32x4.add(i32x4.splat(x), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(y);
  let c2 = i32x4.splat(z);
  let c3 = i32x4.splat(<i32><u32>p.stream);
  let key0 = <i32><u32>p.keyA;
  let key1 = <i32><u32>p.keyB;
  for (let round = 0; round < 10; round++, key0 += W0, key1 += W1) {
    const a = i64x2.extmul_low_i32x4_u(i32x4.splat(M0), c0);
    const b = i64x2.extmul_high_i32x4_u(i32x4.splat(M0), c0);
    const c = i64x2.extmul_low_i32x4_u(i32x4.splat(M1), c2);
    const d = i64x2.extmul_high_i32x4_u(i32x4.splat(M1), c2);
    c0 = v128.xor(v128.xor(i32x4.shuffle(c, d, 1, 3, 5, 7), c1), i32x4.splat(key0));
    c1 = i32x4.shuffle(c, d, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(i32x4.shuffle(a, b, 1, 3, 5, 7), c3), i32x4.splat(key1));
    c3 = i32x4.shuffle(a, b, 0, 2, 4, 6);
  }
  const sums = i32x4.add(i32x4.add(halves(c0), halves(c1)), i32x4.add(halves(c2), halves(c3)));
  const low = normals(sums, p.scale);
  const high = normals(i32x4.shuffle(sums, sums, 2, 3, 2, 3), p.scale);
  return i32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

@inline
function halves(words: v128): v128 {
  return i32x4.add(v128.and(words, i32x4.splat(0xffff)), i32x4.shr_u(words, 16));
}

@inline
function normals(sums: v128, scale: f64): v128 {
  const perUnit = 1.0 / (65536.0 * Math.sqrt(8.0 / 12.0));
  return f64x2.mul(f64x2.mul(f64x2.sub(f64x2.convert_low_i32x4_s(sums), both(8.0 * 32767.5)), both(perUnit)), both(scale));
}
