import type { ScanRecipe } from '../../synthesis/scan/scan-recipe.ts';

/** A variant as the manifest lists it. */
export interface VariantEntry {
  readonly folder: string;
  readonly seed: number;
  /** Why there is no such folder. */
  readonly refused?: string;
  readonly recipe?: ScanRecipe;
}

const COLUMNS = ['folder', 'seed', 'lesion', 'lesionSeed', 'role', 'kind', 'radiusMm', 'x', 'y', 'z', 'phase', 'contrastHu'] as const;

/** One row a lesion: positions in LPS mm, the contrast that the generator gave it where it says so. */
function manifestRows(entries: readonly VariantEntry[]): readonly Readonly<Record<(typeof COLUMNS)[number], string | number>>[] {
  return entries.flatMap(({ folder, seed, recipe }) =>
    (recipe?.lesions ?? []).map(({ lesion, role, seed: lesionSeed, kind, radiusMm, centreLps: [x, y, z], phase, parameters: { contrastHu } }) => ({
      folder, seed, lesion, lesionSeed, role, kind, radiusMm, x, y, z, phase, contrastHu: typeof contrastHu === 'number' ? contrastHu : '',
    })),
  );
}

/** The rows as CSV (RFC 4180). Every value is a number or a machine name, so that none needs quoting. */
export const manifestCsv = (entries: readonly VariantEntry[]): string =>
  [COLUMNS.join(','), ...manifestRows(entries).map(row => COLUMNS.map(name => row[name]).join(','))].map(line => `${line}\r\n`).join('');

/** All of it for programs. */
export const manifestJson = (entries: readonly VariantEntry[]) => ({
  intendedUse: 'Research use only. Not a medical device.',
  variants: entries.map(({ folder, seed, refused }) => ({ folder, seed, ...(refused === undefined ? {} : { refused }) })),
  lesions: manifestRows(entries),
});
