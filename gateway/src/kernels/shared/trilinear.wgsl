fn field_along_i(at: u32, di: u32, t: f32) -> f32 {
  return mix(field[at], field[at + di], t);
}

/// `field` at a fractional index by trilinear interpolation; beyond the border the edge voxel counts.
fn trilinear(position: vec3f, dimensions: vec3u) -> f32 {
  let last = dimensions - vec3u(1);
  let inside = clamp(position, vec3f(0.0), vec3f(last));
  let cell = vec3u(inside);
  let t = inside - vec3f(cell);
  let step = vec3u(1u, dimensions.x, dimensions.x * dimensions.y) * vec3u(cell < last);
  let at = cell.x + dimensions.x * (cell.y + dimensions.y * cell.z);
  let low = mix(field_along_i(at, step.x, t.x), field_along_i(at + step.y, step.x, t.x), t.y);
  let high = mix(field_along_i(at + step.z, step.x, t.x), field_along_i(at + step.z + step.y, step.x, t.x), t.y);
  return mix(low, high, t.z);
}
