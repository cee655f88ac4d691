import type { Kernels } from '../../kernels/kernels.ts';
import { occupancyKernel } from '../../kernels/occupancy/kernel.ts';
import { voxelCount, type Vec3 } from '../../volume/geometry.ts';
import { resampleNearest } from '../../volume/resample.ts';
import type { Volume } from '../../volume/volume.ts';
import { ballSpans } from '../frame/ball-spans.ts';
import { lesionFrame } from '../frame/lesion-frame.ts';
import { integerLevel, shapeOnGrid } from '../shape/shape-on-grid.ts';
import type { HostedLesion } from './hosted-lesion.ts';
import { windowGrid } from './window-grid.ts';

export interface ViewSettings {
  /** Voxels along the axes that `orientation` names. */
  readonly size: Vec3;
  readonly spacingMm: Vec3;
  readonly orientation: string;
}

/** What a network is told of a lesion, on its own grid with the lesion's centre in the middle. */
export interface LesionView {
  /** 1 = organ. */
  readonly organ: Volume<Uint8Array>;
  /** 1 = lesion, cut to the organ. */
  readonly mask: Float32Array;
}

/** The organ and the lesion on a network's grid, each voxel as its centre finds it. */
export async function lesionView(kernels: Kernels, { organMask, lesion, settings }: { readonly organMask: Volume<Uint8Array>; readonly lesion: HostedLesion; readonly settings: ViewSettings }): Promise<LesionView> {
  const { centreLps, shape, lattice, levelMm, reachMm } = lesion;
  const { size: dimensions, spacingMm, orientation } = settings;
  const grid = windowGrid({ size: dimensions, spacingMm, orientation, centreLps, frameOfReferenceUid: organMask.geometry.frameOfReferenceUid });
  const organ = resampleNearest(organMask, grid);
  const frame = lesionFrame(grid, centreLps);
  const parameters = { ...shapeOnGrid(shape, frame, { dimensions, samples: [1, 1, 1] }), level: integerLevel(shape, levelMm), inverse: 1 };
  const region = ballSpans(dimensions, frame, reachMm);
  const mask = await kernels.read(kernels.run(occupancyKernel, { inputs: [lattice], parameters, length: voxelCount(grid), region }));
  return { organ, mask: mask.map((share, v) => (organ.voxels[v] === 0 ? 0 : share)) };
}
