/// Cubic B-spline weights of the four samples around a position, the first at floor(position) - 1; `t` is the position's fraction.
fn spline_weights(t: f32) -> vec4f {
  let s = 1.0 - t;
  return vec4f(s * s * s, 4.0 - 6.0 * t * t + 3.0 * t * t * t, 4.0 - 6.0 * s * s + 3.0 * s * s * s, t * t * t) / 6.0;
}

/// Index of a sample beyond the ends, mirrored about the end samples (which are not repeated).
fn mirrored(index: i32, count: i32) -> i32 {
  if (count == 1) { return 0; }
  let period = 2 * count - 2;
  let folded = ((index % period) + period) % period;
  return select(period - folded, folded, folded < count);
}
