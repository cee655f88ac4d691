import type { ChallengeCase } from './make-round.ts';

/** The lesions worth a picture: of each cell one found and one missed, those of its first repeats. */
export function chooseShown(cases: readonly ChallengeCase[]): readonly ChallengeCase[] {
  const chosen = new Map<string, ChallengeCase>();
  for (const lesion of cases.toSorted((a, b) => a.repeat - b.repeat)) {
    const place = `${lesion.row} ${lesion.column} ${lesion.hit}`;
    if (!chosen.has(place)) chosen.set(place, lesion);
  }
  return [...chosen.values()].toSorted((a, b) => a.row - b.row || a.column - b.column || Number(b.hit) - Number(a.hit));
}
