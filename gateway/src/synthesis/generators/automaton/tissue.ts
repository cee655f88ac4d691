import { gaussianBlur } from '../../../kernels/gaussian-blur/gaussian-blur.ts';
import { trilinearSampler } from '../../../kernels/trilinear/reference.ts';
import { affineOf, invertAffine, lpsToIjk, type Vec3 } from '../../../volume/geometry.ts';
import type { GenerationRequest } from '../../generator.ts';
import type { OrganStatistics } from '../../survey/statistics.ts';

/** How willingly a place is invaded. A barrier (vessel) gives way under pressure, what lies outside the organ never does. */
export const TISSUE = { low: 0, middle: 1, high: 2, barrier: 3, outside: 4 } as const;
export type Tissue = (typeof TISSUE)[keyof typeof TISSUE];

/** HU where middle, high and barrier begin. */
export type TissueBounds = readonly [middle: number, high: number, barrier: number];

/** Where the three equal bins begin, below the parenchyma's mean in SDs. */
const LOWEST_BIN_SDS = 0.75;
/** Fine noise is no tissue; it is blurred by this much before the bins are told apart, mm. */
const TISSUE_SIGMA_MM = 1;

/**
 * Three equal bins up to the vessel threshold, as Lai et al. 2024 set them to 100..160 HU for portal-venous livers, but derived from the organ's own
 * statistics, so that they hold in every phase and organ.
 */
export function tissueBounds({ meanHu, sdHu, vesselThresholdHu }: OrganStatistics): TissueBounds {
  const low = meanHu - LOWEST_BIN_SDS * sdHu;
  const width = (vesselThresholdHu - low) / 3;
  return [low + width, low + 2 * width, vesselThresholdHu];
}

/** Tissue at a position in mm relative to the lesion's centre. */
export function tissueSampler({ ct, organMask, statistics, lesion }: GenerationRequest): (x: number, y: number, z: number) => Tissue {
  const { geometry } = ct;
  const { dimensions, spacingMm } = geometry;
  const [columns, rows, slices] = dimensions;
  const smooth = gaussianBlur(Float32Array.from(ct.voxels), { dimensions, sigmaVoxels: spacingMm.map(s => TISSUE_SIGMA_MM / s) as unknown as Vec3 });
  const huAt = trilinearSampler(smooth, dimensions);
  const m = invertAffine(affineOf(geometry)) as number[];
  const [i0, j0, k0] = lpsToIjk(geometry, lesion.centreLps);
  const [middle, high, barrier] = tissueBounds(statistics);
  return (x, y, z) => {
    const i = i0 + m[0]! * x + m[1]! * y + m[2]! * z;
    const j = j0 + m[4]! * x + m[5]! * y + m[6]! * z;
    const k = k0 + m[8]! * x + m[9]! * y + m[10]! * z;
    const [a, b, c] = [Math.round(i), Math.round(j), Math.round(k)];
    if (a < 0 || b < 0 || c < 0 || a >= columns || b >= rows || c >= slices || organMask.voxels[a + columns * (b + rows * c)] === 0) return TISSUE.outside;
    const hu = huAt(i, j, k);
    if (hu < middle) return TISSUE.low;
    if (hu < high) return TISSUE.middle;
    return hu < barrier ? TISSUE.high : TISSUE.barrier;
  };
}
