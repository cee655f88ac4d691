// uses: grid, philox

struct Parameters {
  keyA: u32,
  keyB: u32,
  stream: u32,
  within: u32,
  half: vec4i,
  weights: vec4u,
  scale: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let node = vec3i(voxel_of(at, vec4u(2 * p.half + 1))) - p.half.xyz;
  if (dot(p.weights.xyz, vec3u(node * node)) > p.within) {
    out[at] = 0.0;
    return;
  }
  let counter = vec4u(bitcast<vec3u>(node), p.stream);
  out[at] = normal_of(philox(counter, vec2u(p.keyA, p.keyB))) * p.scale;
}
