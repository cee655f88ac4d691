// uses: grid

struct Parameters {
  dimensions: vec4u,
  a: f32,
  b: f32,
  c: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> y: array<f32>;
@group(0) @binding(3) var<storage, read> z: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  out[at] = p.a * x[at] + p.b * y[at] + p.c * z[at];
}
