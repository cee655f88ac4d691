import { GatewayError } from '../errors.ts';
import { makeVolume, type Labelmap } from '../volume/volume.ts';
import { readNifti, type ReadNiftiOptions } from './read.ts';

/** Reads a NIfTI file whose voxels are labels 0..255, however they are stored. Throws as `readNifti`, and nifti/unreadable for other values. */
export function readNiftiLabelmap(bytes: Uint8Array, options: ReadNiftiOptions = {}): Labelmap {
  const { geometry, voxels } = readNifti(bytes, options);
  if (voxels instanceof Uint8Array) return makeVolume(geometry, voxels);
  const labels = new Uint8Array(voxels.length);
  for (let v = 0; v < labels.length; v++) {
    labels[v] = voxels[v]!;
    if (labels[v] !== voxels[v])
      throw new GatewayError('nifti/unreadable', 'The label file holds values that are not whole numbers from 0 to 255; give a label map, not an image.', { context: { value: voxels[v] } });
  }
  return makeVolume(geometry, labels);
}
