// uses: grid

struct Parameters {
  dimensions: vec4u,
  sureHu: f32,
  noneHu: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> hu: array<f32>;
@group(0) @binding(2) var<storage, read> smoothed: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let residual = hu[at] - smoothed[at];
  let size = abs(residual);
  let fading = p.sureHu / (p.noneHu - p.sureHu) * (p.noneHu - size);
  out[at] = hu[at] - sign(residual) * select(select(fading, 0.0, size >= p.noneHu), size, size <= p.sureHu);
}
