import { GatewayError } from '../../errors.ts';
import type { FrameHeader } from '../frame-header.ts';
import type { Rule } from './rule.ts';

/** One SOP Instance UID twice: the same content is used once, different content is a fault of the sender. */
export const duplicateInstances: Rule = (frames, context) => {
  const seen = new Map<string, FrameHeader>();
  let dropped = 0;
  const kept = frames.filter(frame => {
    const key = `${frame.sopInstanceUid}#${frame.frameNumber ?? 0}`;
    const first = seen.get(key);
    if (!first) return seen.set(key, frame);
    if (context.content && !context.content.sameObject(first, frame))
      throw new GatewayError('series/duplicate-conflict', 'One SOP Instance UID came with two different contents; have the sender correct it.', { context: { sopInstanceUid: frame.sopInstanceUid } });
    dropped++;
    return false;
  });
  if (dropped > 0) context.warn('series/duplicate-same', `Left out: ${dropped}.`);
  return kept;
};
