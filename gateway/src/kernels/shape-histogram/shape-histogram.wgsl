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

/// Sub-samples of this workgroup below every level, which most of them are: one shared counter would be a bottleneck.
var<workgroup> below: atomic<u32>;

/// Counts the sub-samples of one voxel.
fn count(at: u32) {
  if (p.bounded == 1u && counts[at] != 1.0) { return; }
  let voxel = voxel_of(at, p.dimensions);
  var own_below = 0u;
  for (var n = 0u; n < p.samples.x * p.samples.y * p.samples.z; n++) {
    let value = shape_value(shape_position(voxel, voxel_of(n, p.samples)));
    if (value < p.low) {
      own_below++;
      continue;
    }
    let bin = 1u + (u32(value - p.low) >> p.shift);
    if (bin < p.bins) { atomicAdd(&out[bin], 1u); }
  }
  if (own_below > 0u) { atomicAdd(&below, own_below); }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let at = element_of(id, groups);
  if (at < p.dimensions.x * p.dimensions.y * p.dimensions.z) { count(at); }
  workgroupBarrier();
  if (local == 0u) { atomicAdd(&out[0], atomicLoad(&below)); }
}
