import { judge } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';
import { measureShape } from '../shape-measures.ts';

/** Area of the ball of the same volume over the lesion's own. */
export const sphericity: RealismCheck = {
  name: 'sphericity',
  title: 'Sphericity',
  measure: ({ geometry, lesion }) => judge({ value: measureShape({ geometry, voxels: lesion }).sphericity, band: [0.74, 1.02], what: 'Sphericity', doubt: 0.1 }),
};
