// uses: grid

struct Parameters {
  dimensions: vec4u,
  axis: u32,
  radius: u32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> image: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

/// Index beyond the border, reflected about the voxel edges.
fn reflected(index: i32, count: i32) -> i32 {
  if (index >= 0 && index < count) { return index; }
  let period = 2 * count;
  let folded = ((index % period) + period) % period;
  return select(period - 1 - folded, folded, folded < count);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let stride = stride_of(p.axis, p.dimensions);
  let count = i32(p.dimensions[p.axis]);
  let x = i32(voxel_of(at, p.dimensions)[p.axis]);
  let first = at - u32(x) * stride;
  var sum = weights[0] * image[at];
  for (var n = 1; n <= i32(p.radius); n++) {
    sum += weights[n] * (image[first + u32(reflected(x - n, count)) * stride] + image[first + u32(reflected(x + n, count)) * stride]);
  }
  out[at] = sum;
}
