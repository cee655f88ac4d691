// uses: grid, philox

struct Parameters {
  keyA: u32,
  keyB: u32,
  stream: u32,
  half: i32,
  base: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let node = vec3i(voxel_of(at, vec4u(u32(2 * p.half + 1)))) - vec3i(p.half);
  let words = philox(vec4u(bitcast<vec3u>(node), p.stream), vec2u(p.keyA, p.keyB));
  let threshold = vec4u(u32(floor((p.base + input[at]) * 65536.0)));
  let yes = vec4u((words & vec4u(0xffffu)) < threshold) + vec4u((words >> vec4u(16u)) < threshold);
  out[at] = f32(yes.x + yes.y + yes.z + yes.w) / 8.0;
}
