// uses: grid

struct Parameters {
  dimensions: vec4u,
  bounded: u32,
  meanHu: f32,
  sdHu: f32,
  contrastHu: f32,
  noiseGain: f32,
  least: f32,
}

@group(0) @binding(0) var<storage, read> p: Parameters;
@group(0) @binding(1) var<storage, read> hu: array<f32>;
@group(0) @binding(2) var<storage, read> structure: array<f32>;
@group(0) @binding(3) var<storage, read> displaced: array<f32>;
@group(0) @binding(4) var<storage, read> opacity: array<f32>;
@group(0) @binding(5) var<storage, read> territory: array<f32>;
@group(0) @binding(6) var<storage, read> detail: array<f32>;
@group(0) @binding(7) var<storage, read_write> out: array<f32>;

/// How far a voxel just outside the mask belongs to the organ all the same, 0..1.
fn looks_like_organ(base: f32, size: f32) -> f32 {
  if (size < 0.03 || base > p.meanHu + 2.0 * p.sdHu) { return 0.0; }
  let spread = max(10.0, p.sdHu / 2.0);
  return smoothstep(p.meanHu - 3.0 * spread, p.meanHu - spread, base) * smoothstep(0.03, 0.2, size);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = element_of(id, groups);
  if (at >= arrayLength(&out)) { return; }
  var share = 1.0;
  if (p.bounded == 1u) { share = territory[at]; }
  let inside = share > 0.0;
  let size = abs(share);
  let base = structure[at];
  let moved = select(0.0, displaced[at] - base, inside);
  let alpha = select(0.0, opacity[at], opacity[at] >= p.least);
  if (alpha == 0.0 && (!inside || detail[at] == 0.0)) {
    out[at] = moved;
    return;
  }
  var belongs = min(1.0, size / 0.75);
  if (!inside) { belongs = looks_like_organ(base, size); }
  let replace = smoothstep(0.8, 0.98, size);
  let below = replace * (base + moved) + (1.0 - replace) * p.meanHu;
  let lesion = p.meanHu + p.contrastHu - below + replace * (p.noiseGain - 1.0) * (hu[at] - base);
  out[at] = moved + belongs * (alpha * lesion + detail[at]);
}
