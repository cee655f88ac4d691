import { erf } from './erf.ts';

/**
 * How a Gaussian becomes weights. `box` integrates it over each voxel (right where sigma is below a voxel), `point` samples it
 * at voxel centres (what scipy does). `auto` takes `box` when sigma < 0.8 voxel.
 */
export type KernelSampling = 'auto' | 'box' | 'point';

/** One-sided weights of a normalised kernel, centre first, cut at `truncate` sigma (radius int(truncate sigma + 0.5)). Sigma in voxels; 0 gives [1]. */
export function gaussianWeights(sigmaVoxels: number, sampling: KernelSampling = 'auto', truncate = 4): Float64Array {
  if (!(sigmaVoxels >= 0) || !Number.isFinite(sigmaVoxels)) throw new RangeError(`Sigma must be finite and not negative, got ${sigmaVoxels}.`);
  if (sigmaVoxels < 1e-3) return Float64Array.of(1);
  const box = sampling === 'box' || (sampling === 'auto' && sigmaVoxels < 0.8);
  const radius = Math.max(box ? 1 : 0, Math.floor(truncate * sigmaVoxels + 0.5));
  const scale = 1 / (sigmaVoxels * Math.SQRT2);
  const weights = Float64Array.from({ length: radius + 1 }, (_, x) =>
    box ? erf((x + 0.5) * scale) - erf((x - 0.5) * scale) : Math.exp(-((x * scale) ** 2)),
  );
  const sum = weights.reduce((total, weight, x) => total + (x === 0 ? weight : 2 * weight), 0);
  return weights.map(weight => weight / sum);
}
