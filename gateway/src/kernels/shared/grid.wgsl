/// The element an invocation is for. Invocations lie in one long row of workgroups, folded where a device allows no row that long.
fn element_of(id: vec3u, groups: vec3u) -> u32 {
  return id.x + 64u * groups.x * id.y;
}

/// (i, j, k) of a linear index; dimensions: columns, rows, slices.
fn voxel_of(at: u32, dimensions: vec4u) -> vec3u {
  let row = at / dimensions.x;
  return vec3u(at % dimensions.x, row % dimensions.y, row / dimensions.y);
}

/// Distance of neighbours along an axis, in elements.
fn stride_of(axis: u32, dimensions: vec4u) -> u32 {
  if (axis == 0u) { return 1u; }
  return select(dimensions.x * dimensions.y, dimensions.x, axis == 1u);
}
