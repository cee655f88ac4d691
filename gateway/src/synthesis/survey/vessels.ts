import { connectedComponents } from '../../volume/components.ts';
import { voxelVolumeMl, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume, type HuVolume, type Volume } from '../../volume/volume.ts';
import { blurWithin } from './blur-within.ts';
import { HuHistogram } from './histogram.ts';
import { meanHu } from './mean-hu.ts';
import type { WorkingGrid } from './working-grid.ts';
import type { SynthesisWarning } from '../warning.ts';

export interface VesselOptions {
  readonly ct: HuVolume;
  readonly grid: WorkingGrid;
  /** Offsets of the grid's organ voxels. */
  readonly organSites: Int32Array;
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
export function findVessels({ ct, grid, organSites, healthy, medianHu, robustSdHu }: VesselOptions): Vessels {
  const { geometry: { dimensions, spacingMm }, organSpans } = grid;
  const sigmaMm = Math.max(1, 0.5 + 0.025 * robustSdHu);
  const smooth = blurWithin({ dimensions, sigmaVoxels: spacingMm.map(s => sigmaMm / s) as unknown as Vec3, region: organSpans, source: around => meanHu(ct, grid, around) });
  const histogram = new HuHistogram();
  for (let start = 0, n = 0; start < smooth.length; start += dimensions[0], n += 2) histogram.addWhere(smooth, healthy, { from: start + organSpans[n]!, to: start + organSpans[n + 1]! });
  const margin = Math.max(15, 2.5 * histogram.robustSdHu);
  let factor = 1;
  let found = threshold({ grid, organSites, smooth, aboveHu: medianHu + margin });
  while (found.count > LARGEST_FRACTION * organSites.length && factor < 16) {
    factor *= 1.2;
    found = threshold({ grid, organSites, smooth, aboveHu: medianHu + factor * margin });
  }
  const thresholdHu = medianHu + factor * margin;
  const raised: SynthesisWarning = { code: 'vessels/threshold-raised', message: `The vessel threshold was raised to ${Math.round(thresholdHu)} HU because vessels would have filled more than 15 % of the organ.` };
  return {
    mask: makeVolume(grid.geometry, found.mask),
    thresholdHu,
    fraction: organSites.length === 0 ? 0 : found.count / organSites.length,
    warnings: factor > 1 ? [raised] : [],
  };
}

interface Threshold extends Pick<VesselOptions, 'grid' | 'organSites'> {
  readonly smooth: Float32Array;
  readonly aboveHu: number;
}

function threshold({ grid, organSites, smooth, aboveHu }: Threshold): { mask: Uint8Array; count: number } {
  const mask = new Uint8Array(smooth.length);
  let above = 0;
  for (let n = 0; n < organSites.length; n++) {
    const at = organSites[n]!;
    if (smooth[at]! <= aboveHu) continue;
    mask[at] = 1;
    above++;
  }
  if (above === 0) return { mask, count: 0 };
  const { labels, sizes } = connectedComponents(makeVolume(grid.geometry, mask), 26);
  const smallest = SMALLEST_VESSEL_ML / voxelVolumeMl(grid.geometry);
  const kept = sizes.map(size => size >= smallest);
  let count = 0;
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 0) continue;
    if (kept[labels[at]!]) count++;
    else mask[at] = 0;
  }
  return { mask, count };
}
