import type { HuVolume } from '../../volume/volume.ts';
import type { LesionPatch } from '../generate-into.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import type { QualityAttempt, QualityRecord, QualityTest } from './quality-test.ts';
import { tumourShare } from './tumour-share.ts';

export interface MakeUntilFound {
  readonly test: QualityTest;
  /** The scan without the lesion. */
  readonly ct: HuVolume;
  readonly centreLps: Vec3;
  readonly radiusMm: number;
  /** Of the first attempt. */
  readonly seed: number;
  readonly make: (seed: number) => Promise<LesionPatch>;
}

export interface FoundLesion {
  /** The lesion that passed; undefined when none did. */
  readonly kept: { readonly patch: LesionPatch; readonly seed: number } | undefined;
  readonly record: QualityRecord;
}

/** Odd, so that it visits every seed; large, so that the next seed is not a neighbour's first. */
const STEP = 0x9e3779b9;

/** Makes a lesion at its site from one seed after the other until the finder finds enough of it. Every attempt is recorded. */
export async function makeUntilFound({ test: { threshold, attempts: most, finder }, ct, centreLps, radiusMm, seed: first, make }: MakeUntilFound, signal: AbortSignal): Promise<FoundLesion> {
  const attempts: QualityAttempt[] = [];
  const record = { threshold, finder: finder.identity, attempts };
  for (let n = 0; n < most; n++) {
    const seed = (first + Math.imul(n, STEP)) >>> 0;
    const patch = await make(seed);
    const share = await tumourShare({ ct, patch, centreLps, radiusMm, finder }, signal);
    attempts.push({ seed, tumourShare: share });
    if (share >= threshold) return { kept: { patch, seed }, record };
  }
  return { kept: undefined, record };
}
