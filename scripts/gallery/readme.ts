import type { GalleryCase } from './gallery-case.ts';
import type { Sheet } from './sheets.ts';

/** docs/gallery/README.md: every picture with the recipes it was made by. */
export function readme(sheets: readonly { readonly theCase: GalleryCase; readonly sheet: Sheet }[]): string {
  const cases = [...new Map(sheets.map(({ theCase }) => [theCase.name, theCase])).values()];
  const sections = cases.flatMap(({ name, about }) => [
    `## ${name}`, '', about, '',
    ...sheets.filter(({ theCase }) => theCase.name === name).flatMap(({ sheet }) => [`![${sheet.montage.title}](${sheet.name}.png)`, '', ...recipes(sheet), '']),
  ]);
  return `${[
    '# Gallery', '',
    'Every lesion here is synthetic. Made by `npm run gallery -- --data DIR`, where DIR holds `crlm_ct_1004` (CC BY 4.0); without it only the computed',
    'phantom is drawn. Rows: the scan as it was, with the lesion, what was added (grey = nothing, 120 HU to either end), the label. The same site',
    'serves every generator. The recipe under a picture makes the same voxels again.', '',
    ...sections,
  ].join('\n').trimEnd()}\n`;
}

function recipes({ recipes: all }: Sheet): readonly string[] {
  return ['<details><summary>Recipes</summary>', '', '```json', ...all.map(({ caption, recipe }) => JSON.stringify({ picture: caption.toLowerCase(), ...brief(recipe) })), '```', '', '</details>'];
}

/** What decides a lesion; numbers to four digits. */
function brief(recipe: unknown): object {
  const { lesions, refused } = recipe as { lesions?: readonly Record<string, unknown>[]; refused?: string };
  if (!lesions) return { refused };
  const { generator, generatorVersion } = recipe as Record<string, unknown>;
  const [{ seed, radiusMm, centreLps, kind, phase, parameters } = {}] = lesions;
  return JSON.parse(JSON.stringify({ generator, generatorVersion, seed, radiusMm, centreLps, kind, phase, parameters }, (_, v: unknown) => (typeof v === 'number' ? Number(v.toPrecision(6)) : v))) as object;
}
