import { AWKWARD_GRIDS, normals, opacities, voxelsOf } from '../case-inputs.ts';
import { casesOf } from '../kernel-case.ts';
import { caseShape } from '../shape-lattice/case-inputs.ts';
import { lesionDetailKernel } from './kernel.ts';

export const cases = casesOf(
  lesionDetailKernel,
  AWKWARD_GRIDS.flatMap((grid, n) =>
    [0, 1].map(detailed => {
      const { lattice, level, parameters } = caseShape(grid, [1, 1, n + 1], n);
      const mm = (axis: 0 | 1 | 2) => 24 / grid[axis];
      return {
        what: `${grid.join('x')}, ${n + 1} layers${detailed ? ', rim and core' : ''}`,
        inputs: [normals(voxelsOf(grid), { seed: n, mean: 3, sd: 2 }), opacities(voxelsOf(grid), 9 + n), detailed ? lattice : Int32Array.of(0)] as const,
        parameters: {
          ...parameters,
          frameX: [mm(0), 0.1, 0, -12] as const, frameY: [-0.2, mm(1), 0, -11] as const, frameZ: [0, 0.1, mm(2), -13] as const,
          detailed, level, reachMm: 15, mean: 3, scale: 1.5, least: 0.02, rimHu: 22, rimMm: 1.2, coreHu: -14, core: 0.6,
        },
        length: voxelsOf(grid),
      };
    }),
  ),
);
