import { affineOf, voxelVolumeMl, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import type { Volume } from '../../volume/volume.ts';

/** The 13 lines from a voxel to its neighbours, each taken one way. */
const LINES: readonly Vec3[] = [
  [1, 0, 0], [0, 1, 0], [0, 0, 1],
  [1, 1, 0], [1, -1, 0], [1, 0, 1], [1, 0, -1], [0, 1, 1], [0, 1, -1],
  [1, 1, 1], [1, 1, -1], [1, -1, 1], [1, -1, -1],
];

/**
 * Surface of the voxels that are not 0, mm^2, by Crofton's formula: four times the mean area of its shadows, each counted by the lines of voxels that
 * enter it. A staircase of voxels counts no more than the smooth surface it stands for. Right for anisotropic and sheared grids.
 */
export function surfaceAreaMm2({ geometry, voxels }: Volume<Uint8Array>): number {
  const directions = LINES.map(line => inMm(geometry, line));
  const weights = shares(directions);
  const voxelMm3 = 1000 * voxelVolumeMl(geometry);
  return 4 * LINES.reduce((sum, line, n) => sum + (weights[n]! * entries(geometry, voxels, line) * voxelMm3) / Math.hypot(...directions[n]!), 0);
}

/** How often a line of voxels enters the mask. */
function entries({ dimensions: [columns, rows, slices] }: Geometry, voxels: Uint8Array, [di, dj, dk]: Vec3): number {
  const step = di + columns * (dj + rows * dk);
  let count = 0;
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++) {
      const [before, after] = [j - dj, k - dk];
      const rowThere = before >= 0 && before < rows && after >= 0 && after < slices;
      for (let i = 0; i < columns; i++, at++) if (voxels[at] !== 0 && (!rowThere || i < di || voxels[at - step] === 0)) count++;
    }
  return count;
}

function inMm(geometry: Geometry, [i, j, k]: Vec3): Vec3 {
  const m = affineOf(geometry) as number[];
  return [0, 1, 2].map(r => m[4 * r]! * i + m[4 * r + 1]! * j + m[4 * r + 2]! * k) as unknown as Vec3;
}

const DIRECTIONS = 4000;

/** Share of all directions to which each line is the nearest. */
function shares(lines: readonly Vec3[]): readonly number[] {
  const units = lines.map(line => line.map(v => v / Math.hypot(...line)));
  const counts = lines.map(() => 0);
  for (let n = 0; n < DIRECTIONS; n++) {
    const z = 1 - (2 * n + 1) / DIRECTIONS;
    const [radius, angle] = [Math.sqrt(1 - z * z), n * Math.PI * (3 - Math.sqrt(5))];
    const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    const cosines = units.map(([a, b, c]) => Math.abs(a! * x + b! * y + c! * z));
    counts[cosines.indexOf(Math.max(...cosines))]!++;
  }
  return counts.map(count => count / DIRECTIONS);
}
