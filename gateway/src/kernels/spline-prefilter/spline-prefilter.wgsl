// uses: grid, spline

struct Parameters {
  dimensions: vec4u,
  axis: u32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> samples: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

/// Pole of the cubic spline's recursion, sqrt(3) - 2, and its gain.
const POLE = -0.26794919243112270;
const GAIN = 6.0;
/// Powers of the pole beyond this one do not show in a float.
const HORIZON = 28;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let line = element_of(id, groups);
  let count = p.dimensions[p.axis];
  if (line >= arrayLength(&samples) / count) { return; }
  let stride = stride_of(p.axis, p.dimensions);
  let first = line % stride + (line / stride) * stride * count;
  if (count == 1u) {
    out[first] = samples[first];
    return;
  }
  var sum = 0.0;
  var power = 1.0;
  for (var n = 0; n < HORIZON; n++) {
    sum += power * samples[first + stride * u32(mirrored(n, i32(count)))];
    power *= POLE;
  }
  var value = GAIN * sum;
  var before = 0.0;
  out[first] = value;
  for (var n = 1u; n < count; n++) {
    before = value;
    value = GAIN * samples[first + n * stride] + POLE * value;
    out[first + n * stride] = value;
  }
  value = (POLE / (POLE * POLE - 1.0)) * (value + POLE * before);
  out[first + (count - 1u) * stride] = value;
  for (var n = i32(count) - 2; n >= 0; n--) {
    let at = first + u32(n) * stride;
    value = POLE * (value - out[at]);
    out[at] = value;
  }
}
