import type { Kernels } from '../../../kernels/kernels.ts';
import type { Geometry, Vec3 } from '../../../volume/geometry.ts';
import { ballSpans } from '../../frame/ball-spans.ts';
import type { Draws } from '../../draws.ts';
import { lesionFrame } from '../../frame/lesion-frame.ts';
import { repoTexture } from '../repo/texture.ts';
import type { FreeTumorSettings } from './settings.ts';

export interface TextureRequest {
  /** Of the network's grid, in voxels; the texture is continued from its middle. */
  readonly size: Vec3;
  /** Where it is wanted: distance from the middle, voxels. */
  readonly reachVoxels: number;
  readonly settings: FreeTumorSettings['texture'];
  readonly draws: Draws;
}

/** The label-free studies' texture, in whose originals a cell is a voxel of the network: made on a grid of spacing 1. Within 0..1, mean about 0.5. */
export async function networkTexture(kernels: Kernels, { size, reachVoxels, settings, draws }: TextureRequest): Promise<Float32Array> {
  const middle = size.map(n => (n - 1) / 2) as unknown as Vec3;
  const geometry: Geometry = { dimensions: size, spacingMm: [1, 1, 1], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const frame = lesionFrame(geometry, middle);
  const law = {
    patchMm: settings.sigmaAVoxels, grainMm: settings.sigmaBVoxels,
    base: draws.uniform('texture base', 0.04, 0.06), slope: draws.uniform('texture slope', 0.19, 0.21), level: draws.uniform('texture level', 0.5, 0.55),
  };
  const { texture, gain } = repoTexture(kernels, { geometry, frame, region: ballSpans(size, frame, reachVoxels), law, draws });
  return (await kernels.read(texture)).map(value => Math.min(1, Math.max(0, gain * value)));
}
