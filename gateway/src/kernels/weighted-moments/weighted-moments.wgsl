// uses: grid

struct Parameters {
  dimensions: vec4u,
  least: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> values: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let row = element_of(id, groups);
  if (row >= p.dimensions.y * p.dimensions.z) { return; }
  var sums = vec3f(0.0);
  for (var at = row * p.dimensions.x; at < (row + 1u) * p.dimensions.x; at++) {
    let weight = weights[at];
    if (weight >= p.least) { sums += weight * vec3f(1.0, values[at], values[at] * values[at]); }
  }
  out[3u * row] = sums.x;
  out[3u * row + 1u] = sums.y;
  out[3u * row + 2u] = sums.z;
}
