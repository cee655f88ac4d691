import type { LesionKind } from '../anatomy/lesion-kind.ts';
import type { ContrastPhase, Organ } from '../anatomy/organ.ts';
import type { Draws } from './draws.ts';
import type { OrganStatistics } from './survey/statistics.ts';
import type { SynthesisWarning } from './warning.ts';

const PHASES: readonly ContrastPhase[] = ['native', 'arterial', 'venous', 'delayed'];

/** The phase whose usual parenchyma lies nearest to the measured mean, HU. */
export function guessPhase(organ: Organ, meanHu: number): ContrastPhase {
  const distance = (phase: ContrastPhase) => Math.abs(meanHu - (organ.parenchymaHu[phase][0] + organ.parenchymaHu[phase][1]) / 2);
  return PHASES.reduce((best, phase) => (distance(phase) < distance(best) ? phase : best));
}

export interface ContrastRequest {
  readonly kind: LesionKind;
  readonly phase: ContrastPhase;
  readonly statistics: OrganStatistics;
  readonly draws: Draws;
}

/** No solid lesion is darker than water. */
const DARKEST_HU = 0;
/** Below this share of the parenchyma's SD a lesion cannot be seen. */
const VISIBLE_SDS = 0.7;

interface DrawnContrast {
  /** Lesion minus parenchyma, HU. */
  readonly contrastHu: number;
  readonly warnings: readonly SynthesisWarning[];
}

/**
 * Lesion minus parenchyma in HU, drawn from the kind's truncated normal law of the phase and redrawn while it would be invisible. A
 * relative law is never darker than water; where its interval is then empty (a parenchyma itself as dark as water) the lesion lies
 * 10..40 HU below it, with a warning. An absolute law keeps its HU even where that cannot be seen, with a warning.
 */
export function drawContrast({ kind, phase, statistics, draws }: ContrastRequest): DrawnContrast {
  const { measure, huByPhase } = kind.contrast;
  const law = huByPhase[phase];
  const zeroHu = measure === 'absolute' ? -statistics.meanHu : 0;
  const low = measure === 'absolute' ? law.low : Math.max(law.low, DARKEST_HU - statistics.meanHu);
  const visible = VISIBLE_SDS * statistics.sdHu;
  for (let n = 0; n < 256; n++) {
    const hu = law.mean + law.sd * draws.normal('contrastHu', n);
    const contrastHu = zeroHu + hu;
    if (hu >= low && hu <= law.high && Math.abs(contrastHu) >= visible) return { contrastHu, warnings: [] };
  }
  const parenchyma = `a parenchyma of ${Math.round(statistics.meanHu)} HU`;
  if (measure === 'absolute') {
    const message = `A ${kind.label.toLowerCase()} of ${law.low}..${law.high} HU can hardly be told from ${parenchyma}.`;
    return { contrastHu: zeroHu + law.mean, warnings: [{ code: 'contrast/isodense', message }] };
  }
  const message = `No visible ${phase} contrast fits ${parenchyma}; the lesion is drawn 10..40 HU darker instead.`;
  return { contrastHu: -draws.uniform('contrastHu fallback', 10, 40), warnings: [{ code: 'contrast/empty-interval', message }] };
}
