import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { pullWarpKernel } from './kernel.ts';
import { PULL_MAPS } from './pull-factor.ts';

/** A grid of 1 x 0.8 x 2.5 mm turned about its slice axis, and its inverse. */
const [CO, SI] = [0.8, 0.6];
const FRAME = { frameX: [CO, -SI * 0.8, 0, -6], frameY: [SI, CO * 0.8, 0, -5], frameZ: [0, 0, 2.5, -4] } as const;
const INVERSE = { voxelI: [CO, SI, 0, 0], voxelJ: [-SI / 0.8, CO / 0.8, 0, 0], voxelK: [0, 0, 0.4, 0] } as const;

/** A grid of 1 mm and a strong pull near its border: the voxel after the last one that moves would be read beyond it. */
const WITHIN = [9, 8, 7] as const;
const CENTRED = { frameX: [1, 0, 0, -3.75], frameY: [0, 1, 0, -3], frameZ: [0, 0, 1, -1.55], voxelI: [1, 0, 0, 0], voxelJ: [0, 1, 0, 0], voxelK: [0, 0, 1, 0] } as const;

export const cases = casesOf(
  pullWarpKernel,
  [...AWKWARD_GRIDS, WITHIN].flatMap((grid, n) =>
    PULL_MAPS.map((name, map) => ({
      what: `${grid.join('x')}, ${name}`,
      inputs: [normals(voxelsOf(grid), { seed: n, mean: 80, sd: 25 })] as const,
      parameters: { dimensions: [...grid, 0] as const, ...(grid === WITHIN ? CENTRED : { ...FRAME, ...INVERSE }), map, strength: 0.15 + 0.15 * n, radiusMm: grid === WITHIN ? 1.5 : 5, reachMm: grid === WITHIN ? 2 : 13 },
      length: voxelsOf(grid),
    })),
  ),
);
