import { wilsonInterval, type Proportion } from '../metrics/wilson-interval.ts';
import type { ChallengeCase } from './make-round.ts';
import type { UnplacedLesion } from './pack-rounds.ts';
import type { ChallengeGrid } from './wanted-lesions.ts';

/** What became of some lesions. */
export interface Found {
  /** At any overlap, with Wilson's 95 % interval. */
  readonly atAnyOverlap: Proportion;
  /** At an intersection over union of 0.1 or more. */
  readonly atIou: Proportion;
  /** Mean share of a lesion's voxels that is called lesion (P); absent where there is no lesion. */
  readonly meanShare?: number;
  /** Lesions that the organ had no room for; they count nowhere else. */
  readonly unplaced: number;
}

export interface CellFound extends Found {
  readonly row: number;
  readonly column: number;
}

export interface ChallengeSummary {
  readonly all: Found;
  readonly byRow: readonly Found[];
  readonly byColumn: readonly Found[];
  /** Row by row. */
  readonly cells: readonly CellFound[];
}

/** Pools the lesions of all scans. */
export function summariseChallenge({ rows, columns }: ChallengeGrid, cases: readonly ChallengeCase[], unplaced: readonly UnplacedLesion[]): ChallengeSummary {
  type Where = Partial<Pick<CellFound, 'row' | 'column'>>;
  const foundWhere = ({ row, column }: Where): Found => {
    const belongs = (lesion: Pick<CellFound, 'row' | 'column'>) => (row === undefined || lesion.row === row) && (column === undefined || lesion.column === column);
    return found(cases.filter(belongs), unplaced.filter(belongs).length);
  };
  return {
    all: foundWhere({}),
    byRow: rows.bands.map((_, row) => foundWhere({ row })),
    byColumn: columns.bands.map((_, column) => foundWhere({ column })),
    cells: rows.bands.flatMap((_, row) => columns.bands.map((__, column) => ({ row, column, ...foundWhere({ row, column }) }))),
  };
}

function found(cases: readonly ChallengeCase[], unplaced: number): Found {
  return {
    atAnyOverlap: wilsonInterval(cases.filter(({ hit }) => hit).length, cases.length),
    atIou: wilsonInterval(cases.filter(({ hitAtIou }) => hitAtIou).length, cases.length),
    ...(cases.length > 0 ? { meanShare: cases.reduce((sum, { share }) => sum + share, 0) / cases.length } : {}),
    unplaced,
  };
}
