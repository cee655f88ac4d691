/** What every kernel is called with: addresses of its fields and of the spans of its region (two u16 a row). Parameters come as f64, one after the other as kernel.ts names them. */
@unmanaged
export class Call {
  out: usize;
  length: i32;
  region: usize;
  /** Memory that a kernel may use while it runs, and where that ends. */
  scratch: usize;
  scratchEnd: usize;
  first: usize;
  second: usize;
  third: usize;
  fourth: usize;
  fifth: usize;
  sixth: usize;
}

/** First column of a row's span, and the one after its last. */
@inline
export function from(region: usize, row: i32): i32 {
  return <i32>load<u16>(region + (<usize>row << 2));
}

@inline
export function to(region: usize, row: i32): i32 {
  return <i32>load<u16>(region + (<usize>row << 2), 2);
}

/** Two neighbouring f32 as f64. */
@inline
export function pair(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** Writes two f64 as f32, the second only where `end` lies beyond it. */
@inline
export function put(at: usize, end: usize, values: v128): void {
  const rounded = f32x4.demote_f64x2_zero(values);
  if (at + 4 < end) v128.store64_lane(at, rounded, 0);
  else v128.store32_lane(at, rounded, 0);
}

@inline
export function both(value: f64): v128 {
  return v128.splat<f64>(value);
}
