import { Call, both, from, pair, put, to } from '../simd/call.simd';
import { Grid } from '../simd/grid.simd';

@unmanaged
class WeightedSum extends Grid {
  a: f64;
  b: f64;
  c: f64;
}

/** See kernel.ts. */
export function weightedSum(call: Call, p: WeightedSum): void {
  const last = <i32>p.rows * <i32>p.slices;
  for (let row = 0, start: usize = 0; row < last; row++, start += <usize>p.columns << 2) {
    const end = start + (<usize>to(call.region, row) << 2);
    for (let at = start + (<usize>from(call.region, row) << 2); at < end; at += 8) {
      const sum = f64x2.add(f64x2.mul(both(p.a), pair(call.first + at)), f64x2.mul(both(p.b), pair(call.second + at)));
      put(call.out + at, call.out + end, f64x2.add(sum, f64x2.mul(both(p.c), pair(call.third + at))));
    }
  }
}
