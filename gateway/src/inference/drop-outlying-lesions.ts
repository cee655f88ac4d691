import { connectedComponents } from '../volume/components.ts';
import { voxelVolumeMl } from '../volume/geometry.ts';
import { makeVolume, type Labelmap } from '../volume/volume.ts';
import { componentElongations } from './component-elongations.ts';
import type { ModelManifest } from './manifest.ts';

export interface OutlyingRule {
  readonly isLesion: (value: number) => boolean;
  readonly isOrgan: (value: number) => boolean;
  /** Least share of a lesion's surface that must touch the organ, 0..1. */
  readonly minOrganContact: number;
  /** Lesions whose smallest half axis is below a share of the largest must touch the organ over more of their surface. */
  readonly flat?: ModelManifest['flatLesions'];
}

/** A lesion this large may well have replaced the organ around it. */
const LARGE_ML = 50;

/**
 * Takes out, in place, lesion components that lie beside the organ rather than in it: those whose surface (voxel faces, by area in mm2;
 * faces at the end of the grid do not count) touches the organ over less than the share asked for, which may be larger for flat or long ones.
 * Gall bladder, gut, heart and folds next to a liver are the usual culprits. Lesions of 50 ml and more stay.
 */
export function dropOutlyingLesions({ geometry, voxels }: Labelmap, { isLesion, isOrgan, minOrganContact, flat = [] }: OutlyingRule): void {
  const { labels, sizes } = connectedComponents(makeVolume(geometry, voxels.map(value => (isLesion(value) ? 1 : 0))), 26);
  const surface = new Float64Array(sizes.length);
  const contact = new Float64Array(sizes.length);
  const [columns, rows, slices] = geometry.dimensions;
  const [si, sj, sk] = geometry.spacingMm;
  const axes = [[1, columns, sj * sk], [columns, rows, si * sk], [columns * rows, slices, si * sj]] as const;
  for (let v = 0; v < voxels.length; v++) {
    const label = labels[v]!;
    if (label === 0) continue;
    for (const [step, count, areaMm2] of axes) {
      const place = Math.floor(v / step) % count;
      for (const side of [-1, 1]) {
        if (place + side < 0 || place + side >= count) continue;
        const neighbour = voxels[v + side * step]!;
        if (isLesion(neighbour)) continue;
        surface[label]! += areaMm2;
        if (isOrgan(neighbour)) contact[label]! += areaMm2;
      }
    }
  }
  const elongations = flat.length > 0 ? componentElongations(geometry, labels, sizes.length - 1) : undefined;
  const voxelMl = voxelVolumeMl(geometry);
  const isOutlying = sizes.map((size, label) => {
    const applied = flat.filter(({ elongation, fromMm3 = 0 }) => elongations![label]! < elongation && 1000 * size * voxelMl >= fromMm3);
    const wanted = Math.max(minOrganContact, ...applied.map(each => each.minOrganContact));
    return label > 0 && size * voxelMl < LARGE_ML && contact[label]! < wanted * surface[label]!;
  });
  for (let v = 0; v < voxels.length; v++) if (isOutlying[labels[v]!]) voxels[v] = 0;
}
