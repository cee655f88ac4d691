import { GatewayError } from '../../errors.ts';
import type { Rule } from './rule.ts';

/** As many instances as the archive says there are; fewer means that some are still on their way. */
export const completeness: Rule = (frames, { options }) => {
  const expected = options.expectedInstances;
  const received = new Set(frames.map(frame => frame.sopInstanceUid)).size;
  if (expected !== undefined && received < expected)
    throw new GatewayError('series/incomplete', `Only ${received} of ${expected} instances are there; wait until the study is complete and try again.`, { context: { received, expected } });
  return frames;
};
