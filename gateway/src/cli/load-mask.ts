import type { Organ } from '../anatomy/organ.ts';
import { readInstance } from '../dicom/read.ts';
import { readSeg } from '../dicom/seg/read-seg.ts';
import { GatewayError } from '../errors.ts';
import { readNiftiLabelmap } from '../nifti/read-labelmap.ts';
import { organSegment } from '../tasks/organ-mask.ts';
import { sameGrid, voxelVolumeMl, type Geometry } from '../volume/geometry.ts';
import { resampleNearest } from '../volume/resample.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import { isNifti, readInput } from './load-ct.ts';

/** Value of the organ in a NIfTI mask; higher values (its lesions, other organs) are not part of it. */
const ORGAN_VALUE = 1;

/** A mask may lose or gain this share of its volume when it is put on the grid of the CT. */
const VOLUME_TOLERANCE = 0.05;

/**
 * An organ mask on the grid of the CT: from a NIfTI labelmap (1 = organ) or a DICOM segmentation with a segment coded as the organ.
 * A NIfTI mask on another grid is placed by world position, and refused when it does not fit. Throws mask/*, nifti/*, input/*.
 */
export async function loadMask(path: string, geometry: Geometry, organ: Organ): Promise<Volume<Uint8Array>> {
  const bytes = await readInput(path);
  if (!isNifti(path)) return organSegment(await readSeg(readInstance(bytes), geometry), organ);
  const labelmap = readNiftiLabelmap(bytes);
  if (!labelmap.voxels.includes(ORGAN_VALUE)) throw new GatewayError('mask/empty', 'The mask has no voxel of value 1; give a labelmap in which 1 is the organ.');
  const placed = sameGrid(labelmap.geometry, geometry, 0.05) ? makeVolume(geometry, labelmap.voxels) : fit(labelmap, geometry);
  return makeVolume(geometry, placed.voxels.map(value => (value === ORGAN_VALUE ? 1 : 0)));
}

function fit(labelmap: Labelmap, geometry: Geometry): Labelmap {
  const placed = resampleNearest(labelmap, geometry, 0);
  const beforeMl = organMl(labelmap);
  const afterMl = organMl(placed);
  if (Math.abs(afterMl - beforeMl) <= VOLUME_TOLERANCE * beforeMl) return placed;
  throw new GatewayError('mask/wrong-frame', 'The mask does not lie on the images: put on their grid it loses its volume. Give a mask made on this scan.', { context: { beforeMl: Math.round(beforeMl), afterMl: Math.round(afterMl) } });
}

const organMl = ({ geometry, voxels }: Labelmap): number => voxels.reduce((count, value) => count + (value === ORGAN_VALUE ? 1 : 0), 0) * voxelVolumeMl(geometry);
