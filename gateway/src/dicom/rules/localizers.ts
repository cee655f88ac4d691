import type { Rule } from './rule.ts';

/** Scouts that lie in the series they were made for. */
export const localizers: Rule = (frames, context) => {
  const kept = frames.filter(frame => !frame.imageType.includes('LOCALIZER'));
  if (kept.length < frames.length) context.warn('series/localizer', `Left out: ${frames.length - kept.length}.`);
  return kept;
};
