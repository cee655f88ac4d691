import { makeDraws } from '../draws.ts';
import type { PlacementRequest } from './placement-request.ts';

const CANDIDATES = 512;

/** All the offsets when they are few, else a bounded random sample of them, so that each can be looked at closely. */
export function sample({ seed }: PlacementRequest, offsets: readonly number[]): readonly number[] {
  if (offsets.length <= CANDIDATES) return offsets;
  const draws = makeDraws({ seed, stage: 'placement' });
  return Array.from({ length: CANDIDATES }, (_, n) => offsets[draws.integer(`candidate ${n}`, offsets.length)]!);
}
