// uses: grid

struct Parameters {
  dimensions: vec4u,
  low: f32,
  high: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let voxel = voxel_of(at, p.dimensions);
  let steps = vec3u(1u, p.dimensions.x, p.dimensions.x * p.dimensions.y);
  let before = vec3u(at) - steps * vec3u(voxel > vec3u(0));
  let after = vec3u(at) + steps * vec3u(voxel + vec3u(1) < p.dimensions.xyz);
  let width = (abs(values[after.x] - values[before.x]) + abs(values[after.y] - values[before.y]) + abs(values[after.z] - values[before.z])) / 2.0;
  let value = values[at];
  if (width < 1e-6) {
    out[at] = select(0.0, 1.0, value >= p.low && value <= p.high);
  } else {
    out[at] = max(0.0, min(p.high, value + width / 2.0) - max(p.low, value - width / 2.0)) / width;
  }
}
