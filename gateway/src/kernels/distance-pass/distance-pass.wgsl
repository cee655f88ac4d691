// uses: grid

struct Parameters {
  dimensions: vec4u,
  axis: u32,
  root: u32,
  spacingMm: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> squared: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let count = p.dimensions[p.axis];
  let stride = stride_of(p.axis, p.dimensions);
  let place = voxel_of(at, p.dimensions)[p.axis];
  var least = squared[at];
  for (var n = 1u; n < count; n++) {
    let away = p.spacingMm * f32(n);
    if (away * away >= least) { break; }
    if (n <= place) { least = min(least, squared[at - n * stride] + away * away); }
    if (place + n < count) { least = min(least, squared[at + n * stride] + away * away); }
  }
  out[at] = select(least, sqrt(least), p.root == 1u);
}
