import type { RowSpans } from '../../../kernels/kernel.ts';
import type { Box } from '../../../volume/crop.ts';
import { isFullMask } from '../../../volume/is-full-mask.ts';
import { makeVolume, type HuVolume, type Volume } from '../../../volume/volume.ts';
import type { GeneratedLesion } from '../../generator.ts';
import { labelled } from '../../shape/labelled.ts';
import { shapeWarnings } from '../../shape/shape-warnings.ts';

export interface PublishedLesionOptions {
  readonly box: Box;
  /** The scan in the box, if nobody needs it any more. */
  readonly copy?: HuVolume;
  /** Of the box. */
  readonly organMask: Volume<Uint8Array>;
  /** HU to add and share of each voxel that is lesion, in the box, not yet cut at the organ's border; these arrays are used up. */
  readonly delta: Float32Array;
  readonly occupancy: Float32Array;
  /** Where the occupancy may be other than 0. */
  readonly region: RowSpans;
  /** The label is where this is half or more, as published; absent: the label has the volume of the occupancy. */
  readonly opacity?: Float32Array;
  /** Volume in the organ over the volume asked for; absent: the share that the border leaves. */
  readonly volumeShare?: number;
  readonly provenance: GeneratedLesion['provenance'];
  readonly warnings: GeneratedLesion['warnings'];
}

/** Cuts a lesion at the organ's border, labels it and says what is to be said. */
export function publishedLesion({ box, copy, organMask, delta, opacity, provenance, warnings, region, ...options }: PublishedLesionOptions): GeneratedLesion {
  const { geometry, voxels } = organMask;
  if (!isFullMask(voxels)) for (let v = 0; v < voxels.length; v++) if (voxels[v] === 0) delta[v] = 0;
  const whole = options.volumeShare === undefined ? sumOf(options.occupancy) : 0;
  const { occupancy, ...exact } = labelled(options.occupancy, organMask, region);
  const volumeShare = options.volumeShare ?? sumOf(occupancy.voxels) / Math.max(whole, 1e-6);
  const half = opacity && makeVolume(geometry, halfOf(opacity, voxels));
  const { label, subVoxel } = half?.voxels.includes(1) ? { label: half, subVoxel: false } : exact;
  return {
    box,
    ...(copy ? { copy } : {}),
    deltaHu: makeVolume(geometry, delta),
    occupancy,
    label,
    provenance: { ...provenance, volumeShare },
    warnings: [...warnings, ...shapeWarnings(volumeShare, subVoxel)],
  };
}

/** 1 where half or more is opaque, in the organ. */
function halfOf(opacity: Float32Array, organ: Uint8Array): Uint8Array {
  const half = new Uint8Array(organ.length);
  for (let v = 0; v < half.length; v++) if (opacity[v]! >= 0.5 && organ[v] === 1) half[v] = 1;
  return half;
}

function sumOf(values: Float32Array): number {
  let sum = 0;
  for (let v = 0; v < values.length; v++) sum += values[v]!;
  return sum;
}
