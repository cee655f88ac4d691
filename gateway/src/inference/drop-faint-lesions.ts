import { connectedComponents } from '../volume/components.ts';
import { boundingBox, crop, paste } from '../volume/crop.ts';
import { maskOf } from '../volume/mask-of.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import type { ModelManifest } from './manifest.ts';

/**
 * Takes out, in place, lesion components (26-connected) that the network is nowhere sure of: those in which fewer than the share of voxels
 * that the manifest's lesionCore asks for reach its probability. Their voxels become the organ, where the manifest names one; vessels, folds
 * and noise inside it are the usual culprits. Returns whether a lesion is left. `probability` is the lesion probability 0..1 on the block that holds the label map's lesions.
 * Throws RangeError when it lies on another block.
 */
export function dropFaintLesions(labelmap: Labelmap, probability: Volume<Float32Array>, { labels, lesionCore }: ModelManifest): boolean {
  const lesions = maskOf(labelmap, value => labels[value]?.role === 'lesion');
  const box = boundingBox(lesions);
  if (!lesionCore || !box) return box !== undefined;
  const part = crop(labelmap, box);
  if (part.voxels.length !== probability.voxels.length) throw new RangeError('The lesion probability must lie on the block of the lesions.');
  const components = connectedComponents(makeVolume(part.geometry, crop(lesions, box).voxels), 26);
  const sure = new Uint32Array(components.sizes.length);
  probability.voxels.forEach((p, v) => {
    if (p >= lesionCore.probability) sure[components.labels[v]!]!++;
  });
  const isFaint = components.sizes.map((size, label) => label > 0 && sure[label]! < lesionCore.share * size);
  const organValue = Math.max(0, labels.findIndex(label => label?.role === 'organ'));
  for (let v = 0; v < part.voxels.length; v++) if (isFaint[components.labels[v]!]) part.voxels[v] = organValue;
  paste(labelmap, part, box);
  return isFaint.includes(false, 1);
}
