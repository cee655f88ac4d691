import { defineKernel } from '../kernel.ts';
import { weightedSum } from './reference.ts';

/** out = a x + b y + c z, element by element. Inputs: x, y, z. */
export const weightedSumKernel = defineKernel({
  name: 'weighted-sum',
  inputs: ['f32', 'f32', 'f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', a: 'f32', b: 'f32', c: 'f32' },
  reference: weightedSum,
});
