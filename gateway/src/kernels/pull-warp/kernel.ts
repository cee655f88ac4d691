import { defineKernel } from '../kernel.ts';
import { pullWarp } from './reference.ts';

/**
 * An image pushed outwards from a lesion's centre by a pull map: the voxel at distance g shows what lay at g' < g on the same ray, read by
 * trilinear interpolation (edge voxel beyond the border). From `reachMm` on, the image itself. Input: the image. `frameX`.. give the position
 * in mm relative to the centre of voxel (i, j, k, 1); `voxelI`.. its inverse without the offset: voxels per mm. `map`, `strength`, `radiusMm`: pull-factor.ts.
 */
export const pullWarpKernel = defineKernel({
  name: 'pull-warp',
  inputs: ['f32'],
  output: 'f32',
  parameters: {
    dimensions: 'vec4u', frameX: 'vec4f', frameY: 'vec4f', frameZ: 'vec4f', voxelI: 'vec4f', voxelJ: 'vec4f', voxelK: 'vec4f',
    map: 'u32', strength: 'f32', radiusMm: 'f32', reachMm: 'f32',
  },
  reference: pullWarp,
});
