// uses: grid, spline

struct Parameters {
  dimensions: vec4u,
  axis: u32,
  inputCount: u32,
  origin: f32,
  step: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> samples: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let stride = stride_of(p.axis, p.dimensions);
  let count = p.dimensions[p.axis];
  let n = voxel_of(at, p.dimensions)[p.axis];
  let line = at % stride + (at / (stride * count)) * stride * p.inputCount;
  let position = p.origin + p.step * f32(n);
  let cell = floor(position);
  let w = spline_weights(position - cell);
  var sum = 0.0;
  for (var tap = 0; tap < 4; tap++) {
    sum += w[tap] * samples[line + stride * u32(mirrored(i32(cell) - 1 + tap, i32(p.inputCount)))];
  }
  out[at] = sum;
}
