import { judge } from '../judge.ts';
import type { RealismCheck } from '../realism-check.ts';
import { measureShape } from '../shape-measures.ts';

/** 36 pi V^2 / A^3: the cube of the sphericity. */
export const compactness: RealismCheck = {
  name: 'compactness',
  title: 'Compactness',
  measure: ({ geometry, lesion }) => judge({ value: measureShape({ geometry, voxels: lesion }).sphericity ** 3, band: [0.4, 1.06], what: 'Compactness', doubt: 0.1 }),
};
