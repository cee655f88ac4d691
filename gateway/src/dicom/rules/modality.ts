import { GatewayError } from '../../errors.ts';
import type { Rule } from './rule.ts';

/** Only CT. */
export const modality: Rule = frames => {
  const other = frames.find(frame => frame.modality !== 'CT');
  if (other)
    throw new GatewayError('series/not-ct', `The series is ${/^[A-Z]{2,16}$/.test(other.modality) ? other.modality : 'not CT'}; choose a CT series.`, { context: { seriesInstanceUid: other.seriesInstanceUid } });
  return frames;
};
