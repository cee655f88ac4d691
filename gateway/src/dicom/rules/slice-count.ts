import { GatewayError } from '../../errors.ts';
import type { Rule } from './rule.ts';

/** Enough slices for a volume, and not more voxels than may be allocated. */
export const sliceCount: Rule = (frames, { options }) => {
  if (frames.length < options.minSlices)
    throw new GatewayError('series/too-few-slices', `The series has ${frames.length} usable slices, fewer than ${options.minSlices}; choose a volume series.`, { context: { slices: frames.length, minSlices: options.minSlices } });
  const [first] = frames;
  const voxels = (first?.rows ?? 0) * (first?.columns ?? 0) * frames.length;
  if (voxels > options.maxVoxels)
    throw new GatewayError('series/too-large', `The series has ${voxels} voxels, more than the limit of ${options.maxVoxels}; choose a smaller one or raise the limit.`, { context: { voxels, maxVoxels: options.maxVoxels } });
  return frames;
};
