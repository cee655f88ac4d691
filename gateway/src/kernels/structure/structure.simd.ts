import { Call, both, from, pair, put, to } from '../simd/call.simd';
import { Grid } from '../simd/grid.simd';

@unmanaged
class Structure extends Grid {
  sureHu: f64;
  noneHu: f64;
}

/** See kernel.ts. */
export function structure(call: Call, p: Structure): void {
  const fade = both(p.sureHu / (p.noneHu - p.sureHu));
  const last = <i32>p.rows * <i32>p.slices;
  for (let row = 0, start: usize = 0; row < last; row++, start += <usize>p.columns << 2) {
    const end = start + (<usize>to(call.region, row) << 2);
    for (let at = start + (<usize>from(call.region, row) << 2); at < end; at += 8) {
      const f = pair(call.first + at);
      const smooth = pair(call.second + at);
      const residual = f64x2.sub(f, smooth);
      const size = f64x2.abs(residual);
      const signed = v128.bitselect(fade, f64x2.neg(fade), f64x2.gt(residual, both(0)));
      const between = f64x2.sub(f, f64x2.mul(signed, f64x2.sub(both(p.noneHu), size)));
      const beyond = v128.bitselect(f, between, f64x2.ge(size, both(p.noneHu)));
      put(call.out + at, call.out + end, v128.bitselect(smooth, beyond, f64x2.le(size, both(p.sureHu))));
    }
  }
}
