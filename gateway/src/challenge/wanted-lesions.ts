import { GatewayError } from '../errors.ts';
import { makeDraws } from '../synthesis/draws.ts';
import type { Generator } from '../synthesis/generator.ts';
import type { ChallengeAxis } from './challenge-axis.ts';

/** Rows and columns of the table of a challenge. */
export interface ChallengeGrid {
  readonly rows: ChallengeAxis;
  readonly columns: ChallengeAxis;
}

/** A lesion of a challenge before it has a site. Plain data. */
export interface WantedLesion {
  /** Place in the grid, from 0. */
  readonly row: number;
  readonly column: number;
  /** Which lesion of its cell, from 0. */
  readonly repeat: number;
  /** Unsigned 32-bit; the same in every scan, so that scans are paired. */
  readonly seed: number;
  /** Volume-equivalent, mm. */
  readonly radiusMm: number;
  readonly parameters: Readonly<Record<string, number>>;
}

/** The lesions of a challenge: so many for each cell of the grid, drawn from the seed. Throws request/invalid where the generator lacks what an axis varies. */
export function wantedLesions({ rows, columns }: ChallengeGrid, { repeats, seed, generator }: { readonly repeats: number; readonly seed: number; readonly generator: Generator }): readonly WantedLesion[] {
  const { properties = {} } = generator.parameters as { readonly properties?: object };
  for (const { name, needs } of [rows, columns])
    for (const parameter of needs) if (!(parameter in properties)) throw new GatewayError('request/invalid', `Generator ${generator.name} takes no ${parameter}, so that a challenge over ${name} cannot be made with it; choose another generator.`);
  return rows.bands.flatMap((rowBand, row) =>
    columns.bands.flatMap((columnBand, column) =>
      Array.from({ length: repeats }, (_, repeat): WantedLesion => {
        const draws = makeDraws({ seed, lesion: repeat + 1000 * (column + 100 * row), stage: 'plan' });
        const [a, b] = [rows.ask(rowBand, draws), columns.ask(columnBand, draws)];
        return { row, column, repeat, seed: draws.integer('challenge seed', 2 ** 32), radiusMm: a.radiusMm ?? b.radiusMm ?? DEFAULT_RADIUS_MM, parameters: { ...a.parameters, ...b.parameters } };
      }),
    ),
  );
}

/** Of a challenge that does not vary the size. */
const DEFAULT_RADIUS_MM = 10;
