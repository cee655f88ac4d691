import type { CaseScores } from './evaluate-case.ts';

export interface RankedCase {
  readonly rank: 'best' | 'median' | 'worst';
  readonly name: string;
  readonly caption: string;
}

/** Best, median and worst case by lesion DSC, or by organ DSC when no case has lesions; fewer when there are fewer cases. */
export function rankCases(cases: readonly CaseScores[]): readonly RankedCase[] {
  const structure = cases.some(({ lesion }) => lesion.dsc !== undefined) ? 'lesion' : 'organ';
  const ranked = cases.filter(scores => scores[structure].dsc !== undefined).toSorted((a, b) => b[structure].dsc! - a[structure].dsc!);
  const places = new Map([[0, 'best'], [ranked.length - 1, 'worst'], [Math.floor((ranked.length - 1) / 2), 'median']] as const);
  return [...places].toSorted(([a], [b]) => a - b).flatMap(([place, rank]) => {
    const scores = ranked[place];
    return scores ? [{ rank, name: scores.name, caption: `${structure} DSC ${scores[structure].dsc!.toFixed(3)}` }] : [];
  });
}
