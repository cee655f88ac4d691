import { lpsToIjk, type Geometry } from '../../../../gateway/src/volume/geometry.ts';
import type { PointLps } from '../../state/site.ts';

export interface PlacedImage {
  readonly imageId: string;
  /** Centre of the image's first pixel, LPS mm. */
  readonly positionLps: PointLps;
}

/** Farther from its slice than this share of a voxel, an image is no slice of the grid. */
const TOLERANCE = 0.3;

/** The images by slice of the grid, each slice once; undefined where they are not exactly the slices of the grid. */
export function sliceOrder(geometry: Geometry, images: readonly PlacedImage[]): readonly string[] | undefined {
  const ordered: string[] = [];
  for (const { imageId, positionLps } of images) {
    const [i, j, k] = lpsToIjk(geometry, positionLps);
    const slice = Math.round(k);
    if (Math.abs(i) > TOLERANCE || Math.abs(j) > TOLERANCE || Math.abs(k - slice) > TOLERANCE || ordered[slice] !== undefined) return undefined;
    ordered[slice] = imageId;
  }
  const complete = Object.keys(ordered).length === geometry.dimensions[2] && ordered.length === geometry.dimensions[2];
  return complete ? ordered : undefined;
}
