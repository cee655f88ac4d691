import type { Kernel } from './kernel.ts';
import { bandKernel } from './band/kernel.ts';
import { bernoulliKernel } from './bernoulli/kernel.ts';
import { distancePassKernel } from './distance-pass/kernel.ts';
import { gaussianBlurKernel } from './gaussian-blur/kernel.ts';
import { latticeFieldKernel } from './lattice-field/kernel.ts';
import { latticeNoiseKernel } from './lattice-noise/kernel.ts';
import { lesionBlendKernel } from './lesion-blend/kernel.ts';
import { lesionDetailKernel } from './lesion-detail/kernel.ts';
import { occupancyKernel } from './occupancy/kernel.ts';
import { productKernel } from './product/kernel.ts';
import { pullWarpKernel } from './pull-warp/kernel.ts';
import { replaceBlendKernel } from './replace-blend/kernel.ts';
import { shapeHistogramKernel } from './shape-histogram/kernel.ts';
import { splineDoubleKernel } from './spline-double/kernel.ts';
import { splinePrefilterKernel } from './spline-prefilter/kernel.ts';
import { splineSampleKernel } from './spline-sample/kernel.ts';
import { splineZoomKernel } from './spline-zoom/kernel.ts';
import { structureKernel } from './structure/kernel.ts';
import { subtractBlendKernel } from './subtract-blend/kernel.ts';
import { territoryKernel } from './territory/kernel.ts';
import { tissueKernel } from './tissue/kernel.ts';
import { weightedMomentsKernel } from './weighted-moments/kernel.ts';
import { weightedSumKernel } from './weighted-sum/kernel.ts';

/** Every kernel. The suite that compares backends runs over this list with the cases beside each kernel. */
export const KERNELS: readonly Kernel[] = [
  bandKernel,
  bernoulliKernel,
  distancePassKernel,
  gaussianBlurKernel,
  latticeFieldKernel,
  latticeNoiseKernel,
  lesionBlendKernel,
  lesionDetailKernel,
  occupancyKernel,
  productKernel,
  pullWarpKernel,
  replaceBlendKernel,
  shapeHistogramKernel,
  splineDoubleKernel,
  splinePrefilterKernel,
  splineSampleKernel,
  splineZoomKernel,
  structureKernel,
  subtractBlendKernel,
  territoryKernel,
  tissueKernel,
  weightedMomentsKernel,
  weightedSumKernel,
];
