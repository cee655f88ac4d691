import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { pullWarpKernel } from './kernel.ts';
import { PULL_MAPS } from './pull-factor.ts';

/** A grid of 1 x 0.8 x 2.5 mm turned about its slice axis, and its inverse. */
const [CO, SI] = [0.8, 0.6];
const FRAME = { frameX: [CO, -SI * 0.8, 0, -6], frameY: [SI, CO * 0.8, 0, -5], frameZ: [0, 0, 2.5, -4] } as const;
const INVERSE = { voxelI: [CO, SI, 0, 0], voxelJ: [-SI / 0.8, CO / 0.8, 0, 0], voxelK: [0, 0, 0.4, 0] } as const;

export const cases = casesOf(
  pullWarpKernel,
  AWKWARD_GRIDS.flatMap((grid, n) =>
    PULL_MAPS.map((name, map) => ({
      what: `${grid.join('x')}, ${name}`,
      inputs: [normals(voxelsOf(grid), { seed: n, mean: 80, sd: 25 })] as const,
      parameters: { dimensions: [...grid, 0] as const, ...FRAME, ...INVERSE, map, strength: 0.2 + 0.15 * n, radiusMm: 5, reachMm: 13 },
      length: voxelsOf(grid),
    })),
  ),
);
