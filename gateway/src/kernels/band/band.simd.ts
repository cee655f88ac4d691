import { Call, both, from, pair, put, to } from '../simd/call.simd';
import { Grid } from '../simd/grid.simd';

@unmanaged
class Band extends Grid {
  low: f64;
  high: f64;
}

/** See kernel.ts. */
export function band(call: Call, p: Band): void {
  const columns = <i32>p.columns;
  const rows = <i32>p.rows;
  const slices = <i32>p.slices;
  for (let row = 0, last = rows * slices; row < last; row++) {
    const first = from(call.region, row);
    const end = to(call.region, row);
    if (first === end) continue;
    const j = row % rows;
    const k = row / rows;
    const size = <usize>columns << 2;
    const start = call.first + size * <usize>row;
    const up = j > 0 ? start - size : start;
    const down = j < rows - 1 ? start + size : start;
    const below = k > 0 ? start - size * <usize>rows : start;
    const above = k < slices - 1 ? start + size * <usize>rows : start;
    for (let i = first; i < end; i += 2) {
      const at = <usize>i << 2;
      const along = i > 0 && i + 2 < columns ? f64x2.sub(pair(start + at + 4), pair(start + at - 4)) : besideBorder(start, i, columns);
      const sum = f64x2.add(f64x2.add(f64x2.abs(along), f64x2.abs(f64x2.sub(pair(down + at), pair(up + at)))), f64x2.abs(f64x2.sub(pair(above + at), pair(below + at))));
      const out = call.out + size * <usize>row;
      put(out + at, out + (<usize>end << 2), share(pair(start + at), f64x2.mul(sum, both(0.5)), p));
    }
  }
}

/** Differences along a row where it ends, of which the second may be anything beyond it. */
function besideBorder(start: usize, i: i32, columns: i32): v128 {
  return f64x2.replace_lane(both(difference(start, i, columns)), 1, difference(start, min(i + 1, columns - 1), columns));
}

@inline
function difference(start: usize, i: i32, columns: i32): f64 {
  return <f64>load<f32>(start + (<usize>min(i + 1, columns - 1) << 2)) - <f64>load<f32>(start + (<usize>max(i - 1, 0) << 2));
}

@inline
function share(value: v128, width: v128, p: Band): v128 {
  const half = f64x2.mul(width, both(0.5));
  const length = f64x2.sub(f64x2.min(both(p.high), f64x2.add(value, half)), f64x2.max(both(p.low), f64x2.sub(value, half)));
  const part = v128.and(f64x2.div(length, width), f64x2.gt(length, both(0)));
  const isIn = v128.and(f64x2.ge(value, both(p.low)), f64x2.le(value, both(p.high)));
  return v128.bitselect(v128.and(both(1), isIn), part, f64x2.lt(width, both(1e-6)));
}
