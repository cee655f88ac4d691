// uses: grid, shape-lattice

struct Parameters {
  dimensions: vec4u,
  count: u32,
  origin: vec4i,
  stepI: vec4i,
  stepJ: vec4i,
  stepK: vec4i,
  samples: vec4u,
  subI: vec4i,
  subJ: vec4i,
  subK: vec4i,
  frameX: vec4f,
  frameY: vec4f,
  frameZ: vec4f,
  detailed: u32,
  level: i32,
  reachMm: f32,
  mean: f32,
  scale: f32,
  least: f32,
  rimHu: f32,
  rimMm: f32,
  coreHu: f32,
  core: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> texture: array<f32>;
@group(0) @binding(2) var<storage, read> opacity: array<f32>;
@group(0) @binding(3) var<storage, read> lattice: array<i32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

/// HU of rim and core at one sub-sample through the slice.
fn rim_and_core(voxel: vec3u, layer: u32, depth: f32) -> f32 {
  let place = vec4f(vec2f(voxel.xy), depth, 1.0);
  let distance = length(vec3f(dot(p.frameX, place), dot(p.frameY, place), dot(p.frameZ, place)));
  if (distance > p.reachMm) { return 0.0; }
  let value = shape_value(shape_position(voxel, vec3u(0u, 0u, layer)));
  let share = f32(value) / f32(p.level);
  let beyond = distance * (1.0 - 1.0 / max(share, 0.05));
  var hu = 0.0;
  if (abs(beyond) < 3.0 * p.rimMm) { hu += p.rimHu * exp(-beyond * beyond / (2.0 * p.rimMm * p.rimMm)); }
  if (value < p.level) { hu += p.coreHu * (1.0 - smoothstep(p.core - 0.12, p.core + 0.12, share)); }
  return hu;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  var hu = 0.0;
  if (opacity[at] >= p.least) { hu = opacity[at] * (texture[at] - p.mean) * p.scale; }
  if (p.detailed == 1u) {
    let voxel = voxel_of(at, p.dimensions);
    let layers = p.samples.z;
    var sum = 0.0;
    for (var n = 0u; n < layers; n++) {
      sum += rim_and_core(voxel, n, f32(voxel.z) + (f32(n) + 0.5) / f32(layers) - 0.5);
    }
    hu += sum / f32(layers);
  }
  out[at] = hu;
}
