/** `ddpm`: every step of the schedule, noise added at each but the last, the estimate clipped to -1..1. `ddim`: `steps` of them, no noise, no clipping. */
export type Sampler = { readonly kind: 'ddpm'; readonly trainSteps: number } | { readonly kind: 'ddim'; readonly trainSteps: number; readonly steps: number };

/** What is wrong with a sampler whose numbers are in range each by itself: `ddim` begins at step 1, so that it has one step less than the network was trained for. */
export const samplerFault = (sampler: Sampler): string | undefined =>
  sampler.kind === 'ddpm' || sampler.steps < sampler.trainSteps ? undefined : `sampler: ${sampler.steps} steps are too many for a network trained for ${sampler.trainSteps}; give at most ${sampler.trainSteps - 1}`;
