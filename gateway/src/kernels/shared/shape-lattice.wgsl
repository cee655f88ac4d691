/// Reads a shape's lattice as shape-lattice/layout.ts says; integers only, so that every backend finds the same. Expects `p` and `lattice`.

/// Fixed-point lattice position of sub-sample (a, b, c) of a voxel.
fn shape_position(voxel: vec3u, sub: vec3u) -> vec3i {
  let v = vec3i(voxel);
  let s = vec3i(sub);
  return p.origin.xyz + v.x * p.stepI.xyz + v.y * p.stepJ.xyz + v.z * p.stepK.xyz + s.x * p.subI.xyz + s.y * p.subJ.xyz + s.z * p.subK.xyz;
}

fn shape_mix(a: i32, b: i32, t: i32) -> i32 {
  return a + (((b - a) * t + 128) >> 8u);
}

/// Mixed along z, then along y.
fn shape_across(at: u32, t: vec3i) -> i32 {
  let plane = p.count * p.count;
  let a = shape_mix(lattice[at], lattice[at + plane], t.z);
  let b = shape_mix(lattice[at + p.count], lattice[at + p.count + plane], t.z);
  return shape_mix(a, b, t.y);
}

/// The shape's value at a lattice position.
fn shape_value(position: vec3i) -> i32 {
  let count = p.count;
  let inside = clamp(position, vec3i(0), vec3i(i32(((count - 1u) << 16u) - 1u)));
  let cell = vec3u(inside >> vec3u(16u));
  let t = (inside >> vec3u(8u)) & vec3i(255);
  let at = cell.x + count * (cell.y + count * cell.z);
  return shape_mix(shape_across(at, t), shape_across(at + 1u, t), t.x);
}
