import { Call, both, from, pair, put, to } from '../simd/call.simd';
import { Grid } from '../simd/grid.simd';

@unmanaged
class ReplaceBlend extends Grid {
  meanHu: f64;
  gain: f64;
  middle: f64;
  least: f64;
}

/** See kernel.ts. */
export function replaceBlend(call: Call, p: ReplaceBlend): void {
  const last = <i32>p.rows * <i32>p.slices;
  for (let row = 0, start: usize = 0; row < last; row++, start += <usize>p.columns << 2) {
    const end = start + (<usize>to(call.region, row) << 2);
    for (let at = start + (<usize>from(call.region, row) << 2); at < end; at += 8) {
      const f = pair(call.first + at);
      const a = pair(call.second + at);
      const lesion = f64x2.add(both(p.meanHu), f64x2.mul(both(p.gain), f64x2.sub(pair(call.third + at), both(p.middle))));
      const blended = f64x2.add(f, f64x2.mul(a, f64x2.sub(lesion, f)));
      put(call.out + at, call.out + end, v128.bitselect(f, blended, f64x2.lt(a, both(p.least))));
    }
  }
}
