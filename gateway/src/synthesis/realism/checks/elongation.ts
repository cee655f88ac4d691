import { judge } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';
import { measureShape } from '../shape-measures.ts';

/** Shortest over longest principal half axis. */
export const elongation: RealismCheck = {
  name: 'elongation',
  title: 'Elongation',
  measure: ({ geometry, lesion }) => judge({ value: measureShape({ geometry, voxels: lesion }).elongation, band: [0.33, 1], what: 'Shortest over longest axis', doubt: 0.1 }),
};
