import type { ChallengeAxis } from '../challenge-axis.ts';

export type ContrastSign = 'darker' | 'brighter';

/** Lesion minus parenchyma, HU: hard to see, usual, plain. Darker than the organ, or brighter. */
export const contrastAxis = (sign: ContrastSign): ChallengeAxis => ({
  name: 'contrast',
  title: `contrast, HU ${sign}`,
  bands: ([[10, 20], [20, 40], [40, 80]] as const).map(([low, high]) => ({ label: `${low}-${high} HU`, low, high })),
  needs: ['contrastHu'],
  ask: ({ low, high }, draws) => ({ parameters: { contrastHu: (sign === 'darker' ? -1 : 1) * draws.uniform('challenge contrast', low, high) } }),
});
