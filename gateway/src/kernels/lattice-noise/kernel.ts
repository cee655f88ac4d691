import { defineKernel } from '../kernel.ts';
import { latticeNodes } from './reference.ts';

/**
 * Independent standard normals (integer sums) times `scale` on a block of nodes -half..half along x, y, z; x runs fastest. Node (x, y, z) is Philox's
 * answer to the counter (x, y, z, stream), as two's complement words, under the key (keyA, keyB). Nodes outside an ellipsoid, those with
 * `weights` . (x^2, y^2, z^2) > within, are 0.
 */
export const latticeNoiseKernel = defineKernel({
  name: 'lattice-noise',
  inputs: [],
  output: 'f32',
  parameters: { keyA: 'u32', keyB: 'u32', stream: 'u32', within: 'u32', half: 'vec4i', weights: 'vec4u', scale: 'f32' },
  reference: latticeNodes,
});
