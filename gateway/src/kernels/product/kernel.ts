import { defineKernel } from '../kernel.ts';
import { product } from './reference.ts';

/** out = x y, element by element. Inputs: x, y. */
export const productKernel = defineKernel({
  name: 'product',
  inputs: ['f32', 'f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u' },
  reference: product,
});
