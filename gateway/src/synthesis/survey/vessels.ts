import { gaussianBlur } from '../../kernels/gaussian-blur/reference.ts';
import { connectedComponents } from '../../volume/components.ts';
import { voxelVolumeMl, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume, type Volume } from '../../volume/volume.ts';
import { HuHistogram } from './histogram.ts';
import type { WorkingGrid } from './working-grid.ts';
import type { SynthesisWarning } from '../warning.ts';

export interface VesselOptions {
  readonly grid: WorkingGrid;
  /** 1 for each working voxel well inside the organ. */
  readonly healthy: Uint8Array;
  readonly medianHu: number;
  readonly robustSdHu: number;
}

export interface Vessels {
  readonly mask: Volume<Uint8Array>;
  readonly thresholdHu: number;
  /** Share of the organ, 0..1. */
  readonly fraction: number;
  readonly warnings: readonly SynthesisWarning[];
}

const SMALLEST_VESSEL_ML = 0.05;
const LARGEST_FRACTION = 0.15;

/**
 * Bright vessels: smoothed CT above the parenchyma by 15 HU or 2.5 SD of the smoothed CT, whichever is more; specks under
 * 50 mm^3 dropped; the threshold is raised while vessels would fill more than 15 % of the organ.
 */
export function findVessels({ grid, healthy, medianHu, robustSdHu }: VesselOptions): Vessels {
  const sigmaMm = Math.max(1, 0.5 + 0.025 * robustSdHu);
  const smooth = gaussianBlur(grid.hu, { dimensions: grid.geometry.dimensions, sigmaVoxels: grid.geometry.spacingMm.map(s => sigmaMm / s) as unknown as Vec3 });
  const histogram = new HuHistogram();
  for (let v = 0; v < smooth.length; v++) if (healthy[v] === 1) histogram.add(smooth[v]!);
  let organCount = 0;
  for (let v = 0; v < grid.organ.length; v++) organCount += grid.organ[v]!;
  const margin = Math.max(15, 2.5 * histogram.robustSdHu);
  let factor = 1;
  let found = threshold({ grid, smooth, aboveHu: medianHu + margin });
  while (found.count > LARGEST_FRACTION * organCount && factor < 16) {
    factor *= 1.2;
    found = threshold({ grid, smooth, aboveHu: medianHu + factor * margin });
  }
  const thresholdHu = medianHu + factor * margin;
  const raised: SynthesisWarning = { code: 'vessels/threshold-raised', message: `The vessel threshold was raised to ${Math.round(thresholdHu)} HU because vessels would have filled more than 15 % of the organ.` };
  return {
    mask: makeVolume(grid.geometry, found.mask),
    thresholdHu,
    fraction: organCount === 0 ? 0 : found.count / organCount,
    warnings: factor > 1 ? [raised] : [],
  };
}

function threshold({ grid, smooth, aboveHu }: { grid: WorkingGrid; smooth: Float32Array; aboveHu: number }): { mask: Uint8Array; count: number } {
  const mask = new Uint8Array(smooth.length);
  for (let v = 0; v < mask.length; v++) mask[v] = grid.organ[v] === 1 && smooth[v]! > aboveHu ? 1 : 0;
  const { labels, sizes } = connectedComponents(makeVolume(grid.geometry, mask), 26);
  const smallest = SMALLEST_VESSEL_ML / voxelVolumeMl(grid.geometry);
  const kept = sizes.map(size => size >= smallest);
  let count = 0;
  for (let v = 0; v < mask.length; v++) {
    if (mask[v] === 0) continue;
    if (kept[labels[v]!]) count++;
    else mask[v] = 0;
  }
  return { mask, count };
}
