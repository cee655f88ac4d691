// uses: grid

struct Parameters {
  dimensions: vec4u,
  meanHu: f32,
  gain: f32,
  middle: f32,
  least: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> hu: array<f32>;
@group(0) @binding(2) var<storage, read> opacity: array<f32>;
@group(0) @binding(3) var<storage, read> texture: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let lesion = p.meanHu + p.gain * (texture[at] - p.middle);
  out[at] = hu[at] + select(0.0, opacity[at] * (lesion - hu[at]), opacity[at] >= p.least);
}
