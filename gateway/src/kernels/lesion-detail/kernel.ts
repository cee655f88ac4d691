import { defineKernel } from '../kernel.ts';
import { SHAPE_LATTICE } from '../shape-lattice/layout.ts';
import { lesionDetail } from './reference.ts';

/**
 * HU that a lesion has beyond its plain contrast: opacity times its standardised texture, a bright rim and a dark core.
 * Inputs: texture; opacity; the shape's lattice. Each of the `samples[2]` sub-samples through the slice (samples 1, 1, n) adds its share of rim and
 * core: with v = value / level and d the distance from the centre in mm (`frameX`.., at the same sub-sample), s = d (1 - 1 / max(v, 0.05)) is
 * the distance beyond the surface; rim = rimHu exp(-s^2 / (2 rimMm^2)) where |s| < 3 rimMm; core = coreHu (1 - smoothstep(v, core - 0.12, core + 0.12))
 * where v < 1. Sub-samples beyond `reachMm` add nothing. `detailed` 0: neither rim nor core, the lattice is not read.
 * Texture: opacity (texture - mean) scale where opacity >= least.
 */
export const lesionDetailKernel = defineKernel({
  name: 'lesion-detail',
  inputs: ['f32', 'f32', 'i32'],
  output: 'f32',
  parameters: {
    ...SHAPE_LATTICE, frameX: 'vec4f', frameY: 'vec4f', frameZ: 'vec4f', detailed: 'u32', level: 'i32', reachMm: 'f32',
    mean: 'f32', scale: 'f32', least: 'f32', rimHu: 'f32', rimMm: 'f32', coreHu: 'f32', core: 'f32',
  },
  reference: lesionDetail,
});
