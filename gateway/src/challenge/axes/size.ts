import type { ChallengeAxis } from '../challenge-axis.ts';

/**
 * Volume-equivalent radius in the bins that sensitivity is reported in. The first begins at 3 mm, where a lesion still fills voxels of a thick
 * scan; the open last one ends at 28 mm, about what a liver holds clear of its vessels.
 */
export const sizeAxis: ChallengeAxis = {
  name: 'size',
  title: 'radius, mm',
  bands: ([[3, 5], [5, 10], [10, 15], [15, 20], [20, 28]] as const).map(([low, high]) => ({ label: `${low}-${high} mm`, low, high })),
  needs: [],
  ask: ({ low, high }, draws) => ({ radiusMm: draws.uniform('challenge radius', low, high) }),
};
