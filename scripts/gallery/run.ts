/** `npm run gallery [-- --data DIR] [--out DIR] [--case NAME] [--only GENERATOR]`: montages of every generator, docs/gallery/*.png and its README. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { encodePng } from '../../gateway/src/pictures/encode-png.ts';
import { GENERATORS } from '../../gateway/src/synthesis/generators/index.ts';
import { offered } from '../../gateway/src/synthesis/offered.ts';
import { createLogger } from '../../gateway/src/log.ts';
import { localInference } from '../../gateway/src/wiring/local-inference.ts';
import { patientCase, phantomCase } from './cases.ts';
import type { GalleryCase } from './gallery-case.ts';
import { drawMontage } from './montage.ts';
import { readme } from './readme.ts';
import { phasesSheet, sizesSheet, type Sheet } from './sheets.ts';

/** The only scan of a patient whose pictures may be kept in the repository. */
const FREE_CASE = {
  name: 'crlm_ct_1004',
  about: 'CRLM-CT-1004 of Colorectal-Liver-Metastases (TCIA), portal venous, 0.8 x 0.8 x 5 mm, doi 10.7937/QXK2-QG03, CC BY 4.0. Liver mask by the installed model.',
  licence: 'CC BY 4.0',
};
const REPOSITORY_OUT = resolve(import.meta.dirname, '../../docs/gallery');

const { values } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string' }, case: { type: 'string' }, only: { type: 'string' } } });
const out = resolve(values.out ?? REPOSITORY_OUT);
await mkdir(out, { recursive: true });
const { networks, close } = localInference({ environment: process.env, log: createLogger({ level: 'error' }) });
const sheets: { theCase: GalleryCase; sheet: Sheet; bytes: number }[] = [];
for (const theCase of await chosenCases()) {
  const generators = (await offered(GENERATORS, { networks, donors: theCase.donors })).filter(({ name }) => values.only === undefined || values.only.split(',').includes(name));
  for (const generator of generators) await keep(theCase, await sizesSheet(theCase, generator, networks));
  await keep(theCase, await phasesSheet(theCase, generators, networks));
}
close();
if (!values.only && !values.case) await writeFile(join(out, 'README.md'), readme(sheets));

async function chosenCases(): Promise<readonly GalleryCase[]> {
  const cases: GalleryCase[] = [];
  if (values.case === undefined || values.case === 'phantom') cases.push(phantomCase());
  const name = values.case ?? FREE_CASE.name;
  const folder = values.data === undefined ? undefined : join(values.data, name);
  if (name === 'phantom') return cases;
  if (folder === undefined || !existsSync(folder)) console.error(`No ${name} in --data: pictures of the phantom only.`);
  else if (name === FREE_CASE.name) cases.push(await patientCase(folder, FREE_CASE));
  else if (out === REPOSITORY_OUT) throw new Error(`Pictures of ${name} may not be kept in the repository; give --out.`);
  else cases.push(await patientCase(folder, { name, about: name, licence: 'not to be passed on' }));
  return cases;
}

async function keep(theCase: GalleryCase, sheet: Sheet): Promise<void> {
  const png = encodePng(drawMontage(sheet.montage));
  await writeFile(join(out, `${sheet.name}.png`), png);
  sheets.push({ theCase, sheet, bytes: png.length });
  console.error(`${sheet.name}.png ${Math.round(png.length / 1000)} kB ${sheet.recipes.map(({ caption, recipe }) => ('refused' in (recipe as object) ? `${caption} refused: ${JSON.stringify(recipe)}` : '')).filter(Boolean).join('; ')}`);
}
