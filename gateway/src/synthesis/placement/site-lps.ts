import { ijkToLps, type Vec3 } from '../../volume/geometry.ts';
import type { WorkingGrid } from '../survey/working-grid.ts';

/** Place in the patient of an offset on the working grid. */
export function siteLps({ geometry }: WorkingGrid, at: number): Vec3 {
  const [columns, rows] = geometry.dimensions;
  return ijkToLps(geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]);
}
