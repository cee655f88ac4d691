import { ijkToLps, type Vec3 } from '../../volume/geometry.ts';
import { ijkOf } from '../../volume/volume.ts';
import type { WorkingGrid } from '../survey/working-grid.ts';

/** Place in the patient of an offset on the working grid. */
export function siteLps({ geometry }: WorkingGrid, at: number): Vec3 {
  return ijkToLps(geometry, ijkOf(geometry, at));
}
