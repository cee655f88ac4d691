import { GatewayError } from '../../errors.ts';
import type { Rule } from './rule.ts';

/** Positions mean something only within one frame of reference, and results are tied to the source by it. */
export const frameOfReference: Rule = frames => {
  const uids = new Set(frames.map(frame => frame.frameOfReferenceUid));
  if (uids.size > 1)
    throw new GatewayError('series/mixed-frame-of-reference', `The series mixes ${uids.size} frames of reference, so its positions do not belong together; split it.`, { context: { framesOfReference: uids.size } });
  if (uids.has(undefined))
    throw new GatewayError('series/geometry-missing', 'Frame of Reference UID is missing, so results could not be laid over the images; have it restored.', { context: { slices: frames.length } });
  return frames;
};
