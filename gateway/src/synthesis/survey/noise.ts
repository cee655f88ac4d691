import { crop, type Box } from '../../volume/crop.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import type { HuVolume } from '../../volume/volume.ts';
import { blurWithin } from './blur-within.ts';
import { HuHistogram } from './histogram.ts';
import { maskSpans } from './mask-spans.ts';
import { residualCorrelation } from './residual-correlation.ts';
import type { OrganStatistics } from './statistics.ts';
import type { WorkingGrid } from './working-grid.ts';

const NOISE_VOXELS = 400_000;
/** The histogram counts whole numbers; a HU is so many. */
const SCALE = 16;

/**
 * Robust SD and autocorrelation of f - G_2mm f in the accepted working voxels, on the scan's own grid, in a slab of slices around the organ's
 * middle; nothing when there is too little of it.
 */
export function measureNoise(ct: HuVolume, grid: WorkingGrid, accepted: Uint8Array): Pick<OrganStatistics, 'residualCorrelation'> & { readonly noiseSdHu?: number } {
  const slab = slabOf(grid.box);
  const patch = crop<Float32Array | Int16Array>(ct, slab);
  const { dimensions } = patch.geometry;
  const counts = inSlab(grid, accepted, slab);
  const f = new Float32Array(patch.voxels);
  const region = maskSpans(counts, dimensions[0]);
  const smooth = blurWithin({ dimensions, sigmaVoxels: ct.geometry.spacingMm.map(s => 2 / s) as unknown as Vec3, region, source: () => f });
  const values = new Float32Array(f.length);
  const histogram = new HuHistogram();
  for (let start = 0, n = 0; start < f.length; start += dimensions[0], n += 2) {
    const span = { from: start + region[n]!, to: start + region[n + 1]!, scale: SCALE };
    subtract({ f, smooth, counts, values }, span);
    histogram.addWhere(values, counts, span);
  }
  return histogram.total < 100 ? {} : { noiseSdHu: histogram.robustSdHu / SCALE, residualCorrelation: residualCorrelation({ dimensions, values, counts }) };
}

interface Difference {
  readonly f: Float32Array;
  readonly smooth: Float32Array;
  readonly counts: Uint8Array;
  readonly values: Float32Array;
}

/** values = f - smooth where it counts. */
function subtract({ f, smooth, counts, values }: Difference, { from, to }: { readonly from: number; readonly to: number }): void {
  for (let at = from; at < to; at++) if (counts[at] === 1) values[at] = f[at]! - smooth[at]!;
}

function slabOf({ low, high }: Box): Box {
  const sliceVoxels = (high[0] - low[0]) * (high[1] - low[1]);
  const slices = Math.max(1, Math.min(high[2] - low[2], Math.floor(NOISE_VOXELS / sliceVoxels)));
  const first = Math.floor((low[2] + high[2] - slices) / 2);
  return { low: [low[0], low[1], first], high: [high[0], high[1], first + slices] };
}

/** 1 for each of the scan's voxels in the slab that lies in an accepted working voxel. */
function inSlab({ offsetAt, stride: [stride] }: WorkingGrid, accepted: Uint8Array, { low, high }: Box): Uint8Array {
  const columns = high[0] - low[0];
  const counts = new Uint8Array(columns * (high[1] - low[1]) * (high[2] - low[2]));
  for (let k = low[2], start = 0; k < high[2]; k++)
    for (let j = low[1]; j < high[1]; j++, start += columns) {
      const row = offsetAt(low[0], j, k);
      for (let i = 0, at = row; i < columns; i += stride, at++) if (accepted[at] === 1) counts.fill(1, start + i, start + Math.min(columns, i + stride));
    }
  return counts;
}
