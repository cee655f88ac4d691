import { availableParallelism } from 'node:os';
import { GatewayError } from '../../errors.ts';
import { isPlan } from '../../synthesis/scan/settle-lesions.ts';
import type { Values } from '../command.ts';
import { number } from '../values.ts';
import type { ScanOptions } from './scan-options.ts';

export interface Batch {
  readonly count: number;
  readonly threads: number;
}

const MOST_VARIANTS = 100_000;

/** Options that one scan takes and a batch does not. */
const FOR_ONE_SCAN = ['recipe', 'realism'] as const;

/** The size of a batch; undefined for one scan. Throws request/invalid, also where all variants would be equal. */
export function chosenBatch(values: Values, asked: ScanOptions | undefined): Batch | undefined {
  const [count, threads] = [number(values, 'count'), number(values, 'workers') ?? availableParallelism()];
  if (count === undefined) {
    if (values['workers'] !== undefined) throw new GatewayError('request/invalid', '--workers belongs to --count; give that too.');
    return undefined;
  }
  const alone = FOR_ONE_SCAN.find(name => values[name] !== undefined);
  if (alone !== undefined) throw new GatewayError('request/invalid', `--${alone} goes with one scan; leave --${alone} or --count out.`);
  if (!Number.isInteger(count) || count < 1 || count > MOST_VARIANTS) throw new GatewayError('request/invalid', `--count must be a whole number from 1 to ${MOST_VARIANTS}, got ${count}.`);
  if (!Number.isInteger(threads) || threads < 1) throw new GatewayError('request/invalid', `--workers must be a whole number from 1 on, got ${threads}.`);
  if (count > 1 && asked && leavesNothingOpen(asked)) throw new GatewayError('request/invalid', 'Every lesion of --lesions has a seed, so that all variants of --count would hold the same; leave a seed out.');
  return { count, threads };
}

/** True where no lesion depends on the seed of the scan: site, size and look are drawn from a lesion's own. */
const leavesNothingOpen = ({ lesions }: ScanOptions): boolean => !isPlan(lesions) && lesions.length > 0 && lesions.every(({ seed }) => seed !== undefined);
