import type { Range } from '../../anatomy/lesion-kind.ts';
import type { Finding } from './realism-check.ts';

export interface Judgement {
  readonly value: number;
  readonly band: Range;
  /** What the value is, as the sentence calls it. */
  readonly what: string;
  readonly unit?: string;
  /** So far outside the band a value is doubtful only; beyond it fails. Infinity: bands that want calibrating never fail. */
  readonly doubt?: number;
}

/** Passes within the band, warns up to `doubt` (default 0) beyond it, fails farther out; unmeasured when it is no number. */
export function judge({ value, band: [low, high], what, unit = '', doubt = 0 }: Judgement): Finding {
  if (!Number.isFinite(value)) return unmeasured(what);
  const beyond = Math.max(low - value, value - high, 0);
  const verdict = beyond === 0 ? 'pass' : beyond <= doubt ? 'warn' : 'fail';
  const number = (v: number) => (Number.isFinite(v) ? String(Number(v.toPrecision(3))) : '...');
  const side = beyond === 0 ? 'lies within' : value < low ? 'lies below' : 'lies above';
  return { value, band: [low, high], verdict, reason: `${what} of ${number(value)}${unit} ${side} ${number(low)}..${number(high)}${unit}.` };
}

/** A check that this lesion or scan does not allow. */
export const unmeasured = (what: string, why = 'too few voxels'): Finding => ({ verdict: 'unmeasured', reason: `${what} cannot be measured here: ${why}.` });
