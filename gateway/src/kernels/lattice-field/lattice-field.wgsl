// uses: grid, trilinear

struct Parameters {
  dimensions: vec4u,
  count: u32,
  layers: u32,
  latticeX: vec4f,
  latticeY: vec4f,
  latticeZ: vec4f,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> field: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let voxel = vec3f(voxel_of(at, p.dimensions));
  var sum = 0.0;
  for (var n = 0u; n < p.layers; n++) {
    let place = vec4f(voxel.xy, voxel.z + (f32(n) + 0.5) / f32(p.layers) - 0.5, 1.0);
    sum += trilinear(vec3f(dot(p.latticeX, place), dot(p.latticeY, place), dot(p.latticeZ, place)), vec3u(p.count));
  }
  out[at] = sum / f32(p.layers);
}
