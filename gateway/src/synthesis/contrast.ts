import type { ContrastPhase, Organ } from '../anatomy/organ.ts';
import type { Draws } from './draws.ts';
import type { OrganStatistics } from './statistics.ts';
import type { SynthesisWarning } from './warning.ts';

const PHASES: readonly ContrastPhase[] = ['native', 'arterial', 'venous', 'delayed'];

/** The phase whose usual parenchyma lies nearest to the measured mean, HU. */
export function guessPhase(organ: Organ, meanHu: number): ContrastPhase {
  const distance = (phase: ContrastPhase) => Math.abs(meanHu - (organ.parenchymaHu[phase][0] + organ.parenchymaHu[phase][1]) / 2);
  return PHASES.reduce((best, phase) => (distance(phase) < distance(best) ? phase : best));
}

export interface ContrastRequest {
  readonly organ: Organ;
  readonly phase: ContrastPhase;
  readonly statistics: OrganStatistics;
  readonly draws: Draws;
}

/** No solid lesion is darker than water. */
const DARKEST_HU = 0;
/** Below this share of the parenchyma's SD a lesion cannot be seen. */
const VISIBLE_SDS = 0.7;

/**
 * Lesion minus parenchyma in HU, drawn from the organ's normal law of the phase, truncated, never darker than water, redrawn while it
 * would be invisible. An interval that is empty (a parenchyma itself as dark as water) falls back to 10..40 HU below it, with a warning.
 */
export function drawContrast({ organ, phase, statistics, draws }: ContrastRequest): { contrastHu: number; warnings: readonly SynthesisWarning[] } {
  const law = organ.lesionPreset.contrastHu[phase];
  const low = Math.max(law.low, DARKEST_HU - statistics.meanHu);
  const visible = VISIBLE_SDS * statistics.sdHu;
  for (let n = 0; n < 256; n++) {
    const contrastHu = law.mean + law.sd * draws.normal('contrastHu', n);
    if (contrastHu >= low && contrastHu <= law.high && Math.abs(contrastHu) >= visible) return { contrastHu, warnings: [] };
  }
  const message = `No visible ${phase} contrast fits a parenchyma of ${Math.round(statistics.meanHu)} HU; the lesion is drawn 10..40 HU darker instead.`;
  return { contrastHu: -draws.uniform('contrastHu fallback', 10, 40), warnings: [{ code: 'contrast/empty-interval', message }] };
}
