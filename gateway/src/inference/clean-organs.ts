import { boundingBox, crop, paste } from '../volume/crop.ts';
import { maskOf } from '../volume/mask-of.ts';
import type { Labelmap } from '../volume/volume.ts';
import { mainPieces } from './main-pieces.ts';
import type { ModelManifest } from './manifest.ts';

/** Takes the strays of each organ out, in place: organs lie apart, so each is judged by itself. */
export function cleanOrgans(labelmap: Labelmap, { labels }: ModelManifest): void {
  labels.forEach((label, value) => {
    const mask = maskOf(labelmap, each => label !== null && each === value);
    const box = boundingBox(mask);
    if (!box) return;
    const part = crop(labelmap, box);
    const main = mainPieces(crop(mask, box), label?.pieces).voxels;
    part.voxels.forEach((each, v) => {
      if (each === value && main[v] === 0) part.voxels[v] = 0;
    });
    paste(labelmap, part, box);
  });
}
