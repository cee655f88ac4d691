// uses: grid, spline

struct Parameters {
  dimensions: vec4u,
  lattice: vec4u,
  toLatticeX: vec4f,
  toLatticeY: vec4f,
  toLatticeZ: vec4f,
  layers: u32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> coefficients: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

/// The spline at a lattice position; beyond the lattice its border nodes count.
fn spline_value(position: vec3f) -> f32 {
  let cell = floor(position);
  let wx = spline_weights(position.x - cell.x);
  let wy = spline_weights(position.y - cell.y);
  let wz = spline_weights(position.z - cell.z);
  let first = vec3i(cell) - vec3i(1);
  let last = vec3i(p.lattice.xyz) - vec3i(1);
  let xs = vec4u(clamp(vec4i(first.x) + vec4i(0, 1, 2, 3), vec4i(0), vec4i(last.x)));
  var sum = 0.0;
  for (var c = 0; c < 4; c++) {
    let plane = p.lattice.y * u32(clamp(first.z + c, 0, last.z));
    var in_plane = 0.0;
    for (var b = 0; b < 4; b++) {
      let row = p.lattice.x * (plane + u32(clamp(first.y + b, 0, last.y)));
      in_plane += wy[b] * dot(wx, vec4f(coefficients[row + xs.x], coefficients[row + xs.y], coefficients[row + xs.z], coefficients[row + xs.w]));
    }
    sum += wz[c] * in_plane;
  }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let voxel = vec3f(voxel_of(at, p.dimensions));
  var sum = 0.0;
  for (var n = 0u; n < p.layers; n++) {
    let place = vec4f(voxel.xy, voxel.z + (f32(n) + 0.5) / f32(p.layers) - 0.5, 1.0);
    sum += spline_value(vec3f(dot(p.toLatticeX, place), dot(p.toLatticeY, place), dot(p.toLatticeZ, place)));
  }
  out[at] = sum / f32(p.layers);
}
