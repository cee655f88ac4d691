import { defineKernel } from '../kernel.ts';
import { tissue } from './reference.ts';

/** The scan with foreign tissue (vessels, fat, bone) replaced by the organ's mean: out = |f - mean| > reach ? mean : f. Input: HU. */
export const tissueKernel = defineKernel({
  name: 'tissue',
  inputs: ['f32'],
  output: 'f32',
  parameters: { dimensions: 'vec4u', meanHu: 'f32', reachHu: 'f32' },
  reference: tissue,
});
