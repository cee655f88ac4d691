import { contrastAxis } from '../../challenge/axes/contrast.ts';
import { sizeAxis } from '../../challenge/axes/size.ts';
import type { ChallengeGrid } from '../../challenge/wanted-lesions.ts';
import { GatewayError } from '../../errors.ts';
import { optional, number } from '../values.ts';
import type { Values } from '../command.ts';

export interface ChallengeOptions {
  readonly grid: ChallengeGrid;
  /** Lesions a cell and scan. */
  readonly repeats: number;
  readonly seed: number;
  readonly perScan: number;
  /** Scans with lesions that are worked on at once. */
  readonly workers: number;
}

const MOST_REPEATS = 100;
const MOST_PER_SCAN = 40;

/** What the options ask of a challenge. Throws request/invalid. */
export function challengeOptions(values: Values): ChallengeOptions {
  const sign = optional(values, 'contrast') ?? 'darker';
  if (sign !== 'darker' && sign !== 'brighter') throw new GatewayError('request/invalid', `--contrast must be darker or brighter, got "${sign}".`);
  return {
    grid: { rows: sizeAxis, columns: contrastAxis(sign) },
    repeats: whole(values, 'seeds', { fallback: 3, most: MOST_REPEATS }),
    seed: whole(values, 'seed', { fallback: 1, least: 0, most: 2 ** 32 - 1 }),
    perScan: whole(values, 'per-scan', { fallback: 6, most: MOST_PER_SCAN }),
    workers: whole(values, 'workers', { fallback: 1, most: 64 }),
  };
}

function whole(values: Values, name: string, { fallback, least = 1, most }: { readonly fallback: number; readonly least?: number; readonly most: number }): number {
  const value = number(values, name) ?? fallback;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new GatewayError('request/invalid', `--${name} must be a whole number from ${least} to ${most}, got ${value}.`);
}
