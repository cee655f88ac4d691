// uses: grid, shape-lattice

struct Parameters {
  dimensions: vec4u,
  count: u32,
  origin: vec4i,
  stepI: vec4i,
  stepJ: vec4i,
  stepK: vec4i,
  samples: vec4u,
  subI: vec4i,
  subJ: vec4i,
  subK: vec4i,
  level: i32,
  inverse: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> lattice: array<i32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let voxel = voxel_of(at, p.dimensions);
  let total = p.samples.x * p.samples.y * p.samples.z;
  var inside = 0u;
  for (var n = 0u; n < total; n++) {
    inside += u32(shape_value(shape_position(voxel, voxel_of(n, p.samples))) < p.level);
  }
  out[at] = select(f32(inside) * p.inverse, 1.0, inside == total);
}
