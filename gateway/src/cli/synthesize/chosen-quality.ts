import { GatewayError } from '../../errors.ts';
import type { QualityTest } from '../../synthesis/quality/quality-test.ts';
import type { LocalInference } from '../../wiring/local-inference.ts';
import type { Values } from '../command.ts';
import { number, optional } from '../values.ts';

export const QUALITY_OPTIONS = { quality: { type: 'string' }, attempts: { type: 'string' }, judge: { type: 'string' } } as const;

const DEFAULT_ATTEMPTS = 5;
const MOST_ATTEMPTS = 20;

/** The quality test that --quality asks for; undefined without it. Throws request/invalid, model/*. */
export async function chosenQuality(values: Values, inference: LocalInference): Promise<QualityTest | undefined> {
  const [threshold, attempts] = [number(values, 'quality'), number(values, 'attempts') ?? DEFAULT_ATTEMPTS];
  if (threshold === undefined) {
    const alone = (['attempts', 'judge'] as const).find(name => values[name] !== undefined);
    if (alone) throw new GatewayError('request/invalid', `--${alone} belongs to --quality; give that too.`);
    return undefined;
  }
  if (values['recipe'] !== undefined) throw new GatewayError('request/invalid', '--quality does not go with --recipe; leave one of them out.');
  if (!(threshold >= 0 && threshold <= 1)) throw new GatewayError('request/invalid', `--quality is a share from 0 to 1, got ${threshold}.`);
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > MOST_ATTEMPTS) throw new GatewayError('request/invalid', `--attempts must be a whole number from 1 to ${MOST_ATTEMPTS}, got ${attempts}.`);
  return { threshold, attempts, finder: await inference.tumourFinder(optional(values, 'judge')) };
}
