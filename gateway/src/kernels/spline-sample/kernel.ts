import { defineKernel } from '../kernel.ts';
import { splineSample } from './reference.ts';

/**
 * A field of cubic B-spline coefficients on a lattice, read at the voxels of a grid that may lie anyhow to it, averaged through each
 * voxel's slice. Beyond the lattice its border node counts. Without prefiltering this also blurs by the spline's own width (variance 1/3
 * of a node distance squared).
 */
export const splineSampleKernel = defineKernel({
  name: 'spline-sample',
  inputs: ['f32'],
  output: 'f32',
  parameters: {
    /** Of the output grid. */
    dimensions: 'vec4u',
    /** Nodes of the lattice. */
    lattice: 'vec4u',
    /** Rows of the map from voxel index (i, j, k, 1) to lattice index; k may be fractional. */
    toLatticeX: 'vec4f',
    toLatticeY: 'vec4f',
    toLatticeZ: 'vec4f',
    /** Samples through a slice, equally spaced: 1 reads voxel centres. */
    layers: 'u32',
  },
  reference: splineSample,
});
