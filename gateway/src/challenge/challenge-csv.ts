import { csvLine } from '../evaluation/csv-line.ts';
import type { ChallengeCase } from './make-round.ts';
import type { UnplacedLesion } from './pack-rounds.ts';
import type { ChallengeGrid } from './wanted-lesions.ts';

const HEAD = [
  'scan', 'round', 'lesion', 'repeat', 'seed', 'radius_mm', 'contrast_hu', 'measured_contrast_hu', 'volume_mm3', 'x_lps_mm', 'y_lps_mm', 'z_lps_mm',
  'eased_rules', 'p_share', 'best_iou', 'hit', 'hit_at_iou', 'not_placed_because',
] as const;

/** One line a lesion, those without a site last (empty fields). */
export function challengeCsv({ rows, columns }: ChallengeGrid, cases: readonly ChallengeCase[], unplaced: readonly (UnplacedLesion & { readonly scan: string })[]): string {
  const bands = ({ row, column }: Pick<ChallengeCase, 'row' | 'column'>) => [rows.bands[row]!.label, columns.bands[column]!.label];
  const contrast = ({ parameters }: Pick<ChallengeCase, 'parameters'>) => parameters['contrastHu'];
  const made = cases.map(lesion => {
    const { scan, round, lesion: number, repeat, seed, radiusMm, measuredContrastHu, volumeMm3, centreLps, relaxations, share, bestIou, hit, hitAtIou } = lesion;
    return [...bands(lesion), scan, round, number, repeat, seed, radiusMm, contrast(lesion), measuredContrastHu, volumeMm3, ...centreLps, relaxations.join(' '), share, bestIou, hit ? 1 : 0, hitAtIou ? 1 : 0, ''];
  });
  const left = unplaced.map(lesion => [...bands(lesion), lesion.scan, '', '', lesion.repeat, lesion.seed, lesion.radiusMm, contrast(lesion), ...Array.from({ length: 10 }, () => ''), lesion.reason]);
  return [[rows.name, columns.name, ...HEAD], ...made, ...left].map(csvLine).join('');
}
