// uses: grid

struct Parameters {
  size: u32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> nodes: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

/// Weights of the four nodes from n / 2 on: value n lies on node 1 + n / 2 or half way to the next.
fn weights_of(n: u32) -> vec4f {
  return select(vec4f(8.0, 32.0, 8.0, 0.0), vec4f(1.0, 23.0, 23.0, 1.0), (n & 1u) == 1u) / 48.0;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let count = 2u * p.size - 5u;
  let place = voxel_of(at, vec4u(count));
  let first = place / vec3u(2u);
  let wx = weights_of(place.x);
  let wy = weights_of(place.y);
  let wz = weights_of(place.z);
  let last = p.size - 1u; // the fourth node of an even place has no weight and may lie beyond
  var sum = 0.0;
  for (var c = 0u; c < 4u; c++) {
    var plane = 0.0;
    for (var b = 0u; b < 4u; b++) {
      let row = p.size * (min(first.y + b, last) + p.size * min(first.z + c, last));
      let line = vec4f(nodes[row + first.x], nodes[row + first.x + 1u], nodes[row + first.x + 2u], nodes[row + min(first.x + 3u, last)]);
      plane += wy[b] * dot(wx, line);
    }
    sum += wz[c] * plane;
  }
  out[at] = sum;
}
