import type { Labelmap } from '../../volume/volume.ts';
import type { FramePlacement } from './place-frame.ts';

export interface PlacedFrame {
  /** One value a voxel, row by row; 0 paints nothing. */
  readonly values: Uint8Array;
  readonly columns: number;
  readonly placement: FramePlacement;
}

export interface Painted {
  /** Voxels that fell off the grid. */
  readonly outside: number;
  /** Voxels that had another value before. */
  readonly overlapping: number;
}

/** Writes the non-zero voxels of a frame into a labelmap. */
export function paintFrame({ geometry, voxels }: Labelmap, { values, columns, placement }: PlacedFrame): Painted {
  const [nx, ny, nz] = geometry.dimensions;
  const { start, alongRow, downColumn } = placement;
  let [outside, overlapping] = [0, 0];
  for (let n = 0; n < values.length; n++) {
    const value = values[n] as number;
    if (value === 0) continue;
    const i = n % columns;
    const j = (n - i) / columns;
    const x = start[0] + i * alongRow[0] + j * downColumn[0];
    const y = start[1] + i * alongRow[1] + j * downColumn[1];
    const z = start[2] + i * alongRow[2] + j * downColumn[2];
    if (x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz) {
      outside++;
      continue;
    }
    const offset = x + nx * (y + ny * z);
    const before = voxels[offset] as number;
    if (before !== 0 && before !== value) overlapping++;
    voxels[offset] = value;
  }
  return { outside, overlapping };
}
