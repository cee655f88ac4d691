import { Call, both, from, pair, put, to } from '../simd/call.simd';
import { Grid } from '../simd/grid.simd';

@unmanaged
class Tissue extends Grid {
  meanHu: f64;
  reachHu: f64;
}

/** See kernel.ts. */
export function tissue(call: Call, p: Tissue): void {
  const mean = both(p.meanHu);
  const last = <i32>p.rows * <i32>p.slices;
  for (let row = 0, start: usize = 0; row < last; row++, start += <usize>p.columns << 2) {
    const end = start + (<usize>to(call.region, row) << 2);
    for (let at = start + (<usize>from(call.region, row) << 2); at < end; at += 8) {
      const hu = pair(call.first + at);
      const isForeign = f64x2.gt(f64x2.abs(f64x2.sub(hu, mean)), both(p.reachHu));
      put(call.out + at, call.out + end, v128.bitselect(mean, hu, isForeign));
    }
  }
}
