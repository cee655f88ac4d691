import { Call, both, from, pair, put, to } from '../simd/call.simd';
import { Grid } from '../simd/grid.simd';

@unmanaged
class LesionBlend extends Grid {
  bounded: f64;
  meanHu: f64;
  sdHu: f64;
  contrastHu: f64;
  noiseGain: f64;
  least: f64;
}

/** See kernel.ts. */
export function lesionBlend(call: Call, p: LesionBlend): void {
  const last = <i32>p.rows * <i32>p.slices;
  for (let row = 0, start: usize = 0; row < last; row++, start += <usize>p.columns << 2) {
    const end = start + (<usize>to(call.region, row) << 2);
    for (let at = start + (<usize>from(call.region, row) << 2); at < end; at += 8) {
      const share = p.bounded === 1 ? pair(call.fifth + at) : both(1);
      put(call.out + at, call.out + end, blend(call, p, at, share));
    }
  }
}

@inline
function blend(call: Call, p: LesionBlend, at: usize, share: v128): v128 {
  const base = pair(call.second + at);
  const opacity = pair(call.fourth + at);
  const extra = pair(call.sixth + at);
  const inside = f64x2.gt(share, both(0));
  const moved = v128.and(inside, f64x2.sub(pair(call.third + at), base));
  const alpha = v128.and(opacity, f64x2.ge(opacity, both(p.least)));
  const size = f64x2.abs(share);
  const within = f64x2.min(both(1), f64x2.div(size, both(0.75)));
  const belongs = v128.any_true(v128.not(inside)) ? v128.bitselect(within, looksLikeOrgan(p, base, size), inside) : within;
  const replace = smoothstep(size, both(0.8), both(0.98));
  const below = f64x2.add(f64x2.mul(replace, f64x2.add(base, moved)), f64x2.mul(f64x2.sub(both(1), replace), both(p.meanHu)));
  const noise = f64x2.mul(f64x2.mul(replace, both(p.noiseGain - 1)), f64x2.sub(pair(call.first + at), base));
  const lesionHu = f64x2.add(f64x2.sub(both(p.meanHu + p.contrastHu), below), noise);
  const all = f64x2.add(moved, f64x2.mul(belongs, f64x2.add(f64x2.mul(alpha, lesionHu), extra)));
  const isPlain = v128.and(f64x2.eq(alpha, both(0)), v128.or(v128.not(inside), f64x2.eq(extra, both(0))));
  return v128.bitselect(moved, all, isPlain);
}

/** See reference.ts. */
function looksLikeOrgan(p: LesionBlend, structureHu: v128, share: v128): v128 {
  const spread = Math.max(10, p.sdHu / 2);
  const isNone = v128.or(f64x2.lt(share, both(0.03)), f64x2.gt(structureHu, both(p.meanHu + 2 * p.sdHu)));
  const looks = f64x2.mul(smoothstep(structureHu, both(p.meanHu - 3 * spread), both(p.meanHu - spread)), smoothstep(share, both(0.03), both(0.2)));
  return v128.andnot(looks, isNone);
}

/** smoothstep.ts. */
@inline
function smoothstep(x: v128, low: v128, high: v128): v128 {
  const t = f64x2.min(both(1), f64x2.max(both(0), f64x2.div(f64x2.sub(x, low), f64x2.sub(high, low))));
  return f64x2.mul(f64x2.mul(t, t), f64x2.sub(both(3), f64x2.mul(both(2), t)));
}
