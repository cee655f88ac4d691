import { htmlPage, pngFigure, table } from '../evaluation/page.ts';
import { heatMap } from '../evaluation/plots/heat-map.ts';
import { intervalPlot, type IntervalRow } from '../evaluation/plots/interval-plot.ts';
import { escapeXml } from '../evaluation/plots/svg.ts';
import type { Proportion } from '../metrics/wilson-interval.ts';
import type { ChallengeCase } from './make-round.ts';
import type { ScanReport } from './scan-report.ts';
import type { ChallengeSummary, Found } from './summarise-challenge.ts';
import type { ChallengeGrid } from './wanted-lesions.ts';

export interface ShownLesion {
  readonly lesion: ChallengeCase;
  readonly png: Uint8Array;
}

export interface ChallengePage {
  readonly grid: ChallengeGrid;
  readonly summary: ChallengeSummary;
  readonly scans: readonly ScanReport[];
  /** "liver-lesion 0.1.0". */
  readonly model: string;
  readonly generator: string;
  readonly shown: readonly ShownLesion[];
}

/** The challenge as one self-contained page. */
export function challengePage({ grid, summary, scans, model, generator, shown }: ChallengePage): string {
  const { rows, columns } = grid;
  const map = (title: string, at: 'atAnyOverlap' | 'atIou') =>
    heatMap({ title, rowTitle: rows.title, columnTitle: columns.title, rows: rows.bands.map(({ label }) => label), columns: columns.bands.map(({ label }) => label), cells: summary.cells.map(cell => cell[at]) });
  return htmlPage('Synthetic challenge', `
<p>${summary.all.atAnyOverlap.total} synthetic lesions (generator ${escapeXml(generator)}) in ${scans.length} ${scans.length === 1 ? 'scan' : 'scans'}, each looked for by ${escapeXml(model)} in a scan that holds it and a few others, clear of each other.
A lesion of a synthesis engine is not a patient's: the table tells where a model stops seeing, not how often it sees in the clinic.</p>
<ul class="key">${key('found', percent(summary.all.atAnyOverlap), intervalOf(summary.all.atAnyOverlap))}${key('found at IoU &ge; 0.1', percent(summary.all.atIou), intervalOf(summary.all.atIou))}${key('of a lesion marked, mean', share(summary.all), 'P: voxels called lesion')}${key('false positives, untouched', falsePositives(scans), 'a scan, before any lesion was put in')}</ul>
<h2>Lesions found, by ${rows.name} and ${columns.name}</h2>${map('Lesions found', 'atAnyOverlap')}
<p class="note">Found: at least one voxel of the lesion is called lesion that was not in the untouched scan. Counts with Wilson's 95 % interval.</p>
<h2>The same at an overlap (IoU) of 0.1 or more</h2>${map('Lesions found at IoU 0.1', 'atIou')}
<h2>Pooled</h2>${intervalPlot('Lesions found', [...pooled(rows.bands, summary.byRow), ...pooled(columns.bands, summary.byColumn)])}
${table(['', 'found', 'at IoU &ge; 0.1', 'mean share marked (P)', 'no place'], [...lines(rows.bands, summary.byRow), ...lines(columns.bands, summary.byColumn), line('all', summary.all)])}
<p class="note">No place: the organ held no such lesion clear of its border, its vessels and what the model already marks; these count nowhere else.</p>
<h2>Scans</h2>${scanTable(scans)}
<p class="note">Untouched: what the model marks in the scan as it is; in a healthy organ all of it is false. New: marked in a scan with lesions, touching neither them nor what was marked before.</p>
${shown.length === 0 ? '' : `<h2>Found and missed</h2><p>Each: without the lesion, with it, and outlined: <span class="green">lesion</span>, <span class="magenta">what the model marks</span>. Window 160 HU around the organ's mean; the patient's right is on the left.</p><div class="pictures">${shown.map(lesion => picture(grid, lesion)).join('')}</div>`}`);
}

const key = (label: string, value: string, note: string): string => `<li><small>${label}</small><b>${value}</b><small>${note}</small></li>`;
const percent = ({ share: value }: Proportion): string => (value === undefined ? '&ndash;' : `${Math.round(100 * value)} %`);
const intervalOf = ({ count, total, low, high }: Proportion): string => (low === undefined ? `of ${total}` : `${count} of ${total}, ${Math.round(100 * low)} to ${Math.round(100 * high!)} %`);
const share = ({ meanShare }: Found): string => (meanShare === undefined ? '&ndash;' : `${Math.round(100 * meanShare)} %`);
const falsePositives = (scans: readonly ScanReport[]): string => (scans.reduce((sum, { untouchedMm3 }) => sum + untouchedMm3.length, 0) / Math.max(1, scans.length)).toFixed(1);

type Labelled = readonly { readonly label: string }[];

const pooled = (bands: Labelled, found: readonly Found[]): IntervalRow[] =>
  bands.map(({ label }, n) => {
    const { count, total, share: value, low, high } = found[n]!.atAnyOverlap;
    return { label, basis: `${count} of ${total}`, ...(value === undefined ? {} : { value, low: low!, high: high! }) };
  });

const line = (label: string, found: Found): string[] => [escapeXml(label), `${found.atAnyOverlap.count} of ${found.atAnyOverlap.total}`, `${found.atIou.count} of ${found.atIou.total}`, share(found), String(found.unplaced)];
const lines = (bands: Labelled, found: readonly Found[]): string[][] => bands.map(({ label }, n) => line(label, found[n]!));

const ml = (volumes: readonly number[]): string => (volumes.reduce((a, b) => a + b, 0) / 1000).toFixed(1);

const scanTable = (scans: readonly ScanReport[]): string =>
  table(
    ['scan', 'organ', 'parenchyma', 'noise SD', 'untouched', 'scans with lesions', 'new false positives'],
    scans.map(({ name, organMl, meanHu, noiseSdHu, untouchedMm3, rounds, newFalsePositivesMm3 }) => [
      escapeXml(name), `${Math.round(organMl)} ml`, `${Math.round(meanHu)} HU`, `${Math.round(noiseSdHu)} HU`, `${untouchedMm3.length} (${ml(untouchedMm3)} ml)`, String(rounds), `${newFalsePositivesMm3.length} (${ml(newFalsePositivesMm3)} ml)`,
    ]),
  );

function picture({ rows, columns }: ChallengeGrid, { lesion, png }: ShownLesion): string {
  const name = `${rows.bands[lesion.row]!.label}, ${columns.bands[lesion.column]!.label}`;
  const outcome = lesion.hit ? `found, ${Math.round(100 * lesion.share)} % marked` : 'missed';
  return pngFigure(png, { alt: `${name}: ${outcome}`, caption: `<b>${lesion.hit ? 'found' : 'missed'}</b> r ${lesion.radiusMm.toFixed(1)} mm, ${Math.round(lesion.measuredContrastHu)} HU to the parenchyma as made${lesion.hit ? `; ${Math.round(100 * lesion.share)} % marked` : ''}` });
}
