// uses: grid

struct Parameters {
  dimensions: vec4u,
  depthHu: f32,
  gain: f32,
  least: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> opacity: array<f32>;
@group(0) @binding(2) var<storage, read> texture: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  out[at] = select(0.0, -p.depthHu * opacity[at] * saturate(p.gain * texture[at]), opacity[at] >= p.least);
}
