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
  low: i32,
  shift: u32,
  bins: u32,
  bounded: u32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> lattice: array<i32>;
@group(0) @binding(2) var<storage, read> counts: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<atomic<u32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= p.dimensions.x * p.dimensions.y * p.dimensions.z) { return; }
  if (p.bounded == 1u && counts[at] != 1.0) { return; }
  let voxel = voxel_of(at, p.dimensions);
  var below = 0u; // most sub-samples are below or above all levels; those need no shared counter each
  for (var n = 0u; n < p.samples.x * p.samples.y * p.samples.z; n++) {
    let value = shape_value(shape_position(voxel, voxel_of(n, p.samples)));
    if (value < p.low) {
      below++;
      continue;
    }
    let bin = 1u + (u32(value - p.low) >> p.shift);
    if (bin < p.bins) { atomicAdd(&out[bin], 1u); }
  }
  if (below > 0u) { atomicAdd(&out[0], below); }
}
