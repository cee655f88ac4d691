import { ijkToLps, lpsToIjk, type Vec3 } from '../../gateway/src/volume/geometry.ts';
import { trilinearSampler } from '../../gateway/src/kernels/trilinear/reference.ts';
import type { Volume } from '../../gateway/src/volume/volume.ts';

/** A square of one slice of a scan, seen from the feet. */
export interface View {
  /** LPS mm; its slice is shown. */
  readonly centreLps: Vec3;
  /** Side of the square, mm. */
  readonly sideMm: number;
  readonly pixels: number;
}

/** Values of a volume at the pixels of a view, linear in the slice and never across slices. Beyond the grid the border holds. */
export function viewOf({ geometry, voxels }: Volume<Int16Array | Float32Array>, { centreLps, sideMm, pixels }: View): Float32Array {
  const centre = lpsToIjk(geometry, centreLps);
  const slice = Math.round(centre[2]);
  const sample = trilinearSampler(voxels, geometry.dimensions);
  const [du, dv] = [sideMm / pixels / geometry.spacingMm[0], sideMm / pixels / geometry.spacingMm[1]];
  const middle = (pixels - 1) / 2;
  return Float32Array.from({ length: pixels * pixels }, (_, n) => sample(centre[0] + ((n % pixels) - middle) * du, centre[1] + (Math.floor(n / pixels) - middle) * dv, slice));
}

/** The middle of the slice that holds most of a mask, in the mask's own centroid there. */
export function fullestSlice({ geometry, voxels }: Volume<Uint8Array>): Vec3 {
  const [columns, rows, slices] = geometry.dimensions;
  let best = { count: 0, ijk: [0, 0, 0] as Vec3 };
  for (let k = 0; k < slices; k++) {
    let [count, i, j] = [0, 0, 0];
    for (let at = 0; at < columns * rows; at++) {
      if (voxels[at + columns * rows * k] === 0) continue;
      count++;
      i += at % columns;
      j += Math.floor(at / columns);
    }
    if (count > best.count) best = { count, ijk: [i / count, j / count, k] };
  }
  return ijkToLps(geometry, best.ijk);
}
