// uses: grid, trilinear

struct Parameters {
  dimensions: vec4u,
  frameX: vec4f,
  frameY: vec4f,
  frameZ: vec4f,
  voxelI: vec4f,
  voxelJ: vec4f,
  voxelK: vec4f,
  map: u32,
  strength: f32,
  radiusMm: f32,
  reachMm: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> field: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;

const EQ5 = 0u;
const QUADRATIC = 1u;

fn cube_root(x: f32) -> f32 {
  return pow(x, 1.0 / 3.0);
}

/// See pull-factor.ts.
fn pull_factor(distance: f32) -> f32 {
  let t = distance / p.reachMm;
  if (p.map == EQ5) { return 1.0 - p.strength * (1.0 - t) * (1.0 - t); }
  if (p.map == QUADRATIC) { return 1.0 - p.strength * (1.0 - t * t); }
  if (distance <= p.radiusMm) { return cube_root(1.0 - p.strength); }
  let weight = 1.0 - smoothstep(p.radiusMm, p.reachMm, distance);
  let share = p.radiusMm / distance;
  return cube_root(1.0 - weight * p.strength * share * share * share);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  let index = vec3f(voxel_of(at, p.dimensions));
  let place = vec4f(index, 1.0);
  let mm = vec3f(dot(p.frameX, place), dot(p.frameY, place), dot(p.frameZ, place));
  let distance = length(mm);
  if (distance >= p.reachMm) {
    out[at] = field[at];
    return;
  }
  let voxels = vec3f(dot(p.voxelI.xyz, mm), dot(p.voxelJ.xyz, mm), dot(p.voxelK.xyz, mm));
  out[at] = trilinear(index + (pull_factor(distance) - 1.0) * voxels, p.dimensions.xyz);
}
