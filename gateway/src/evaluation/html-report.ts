import type { BinSensitivity } from '../metrics/sensitivity.ts';
import type { MeanInterval } from '../metrics/mean-interval.ts';
import type { Comparison } from './compare.ts';
import type { CaseScores } from './evaluate-case.ts';
import { blandAltman } from './plots/bland-altman.ts';
import { intervalPlot, type IntervalRow } from './plots/interval-plot.ts';
import { escapeXml } from './plots/svg.ts';
import type { StructureSummary, Summary } from './summarise.ts';

export interface CasePicture {
  /** "best", "median", "worst". */
  readonly rank: string;
  readonly name: string;
  /** What it was ranked by, as a sentence. */
  readonly caption: string;
  readonly png: Uint8Array;
}

export interface Report {
  readonly title: string;
  readonly toleranceMm: number;
  readonly summary: Summary;
  readonly cases: readonly CaseScores[];
  readonly pictures: readonly CasePicture[];
  /** Against a second method, when one was given. */
  readonly comparison?: readonly Comparison[];
}

/** One self-contained page: no script, nothing loaded from anywhere. */
export function htmlReport(report: Report): string {
  const { title, summary, cases, pictures, comparison, toleranceMm } = report;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeXml(title)}</title><style>${STYLE}</style>
<h1>${escapeXml(title)}</h1><p class="use">Research use only. Not a medical device. ${summary.cases} scans, ${summary.sensitivity.atAnyOverlap.total} lesions, ${summary.healthyScans} scans without lesion.</p>
<h2>Scores with 95 % intervals</h2>${intervalPlot('Scores with 95 % intervals', [...structureRows('Organ', summary.organ, toleranceMm), ...structureRows('Lesion', summary.lesion, toleranceMm)])}
<p>Bootstrap over scans. A score that is not defined for a scan (reference and prediction both empty) is left out and counted; counted as 1 instead, the lesion DSC is ${meanText(summary.lesion.dscBothEmptyAsOne)}. The organ holds its lesions.</p>
<h2>Lesions found, by radius</h2>${intervalPlot('Sensitivity by radius', [...summary.sensitivityByRadius.map(bin => binRow(bin, 'atAnyOverlap')), { ...binRow({ fromMm: 0, toMm: Infinity, ...summary.sensitivity }, 'atAnyOverlap'), label: 'all, any overlap' }, { ...binRow({ fromMm: 0, toMm: Infinity, ...summary.sensitivity }, 'atIou'), label: 'all, IoU >= 0.1' }])}
<p>False positives a scan: ${meanText(summary.falsePositivesPerScan, 1)}; of 38 mm&sup3; or more: ${meanText(summary.falsePositivesPerScanFromSmallest, 1)}.</p>
${summary.healthyScans === 0 ? '' : specificityTable(summary)}
<h2>Volumes</h2><h3>Organ</h3>${blandAltman('Organ volume', cases.map(({ name, organ }) => ({ name, ...organ })))}<h3>Lesions, a scan</h3>${blandAltman('Lesion volume', cases.map(({ name, lesion }) => ({ name, ...lesion })))}
${comparison ? comparisonTable(comparison) : ''}
${pictures.length === 0 ? '' : `<h2>Cases</h2><p>Reference green, prediction magenta; the patient's right is on the left.</p><div class="pictures">${pictures.map(pictureHtml).join('')}</div>`}
<h2>Every scan</h2>${caseTable(cases)}</html>\n`;
}

const number = (value: number | undefined, digits = 3): string => (value === undefined ? '&ndash;' : value.toFixed(digits));

function meanText({ mean, bootstrap, n, undefinedCount }: MeanInterval, digits = 3): string {
  if (mean === undefined) return 'not defined';
  const interval = bootstrap ? ` [${bootstrap.map(v => v.toFixed(digits)).join(', ')}]` : '';
  return `${mean.toFixed(digits)}${interval} (n = ${n}${undefinedCount > 0 ? `, ${undefinedCount} not defined` : ''})`;
}

function structureRows(name: string, { dsc, nsd }: StructureSummary, toleranceMm: number): readonly IntervalRow[] {
  const row = (label: string, { mean, bootstrap, n }: MeanInterval): IntervalRow => ({
    label, basis: `n = ${n}`, ...(mean === undefined ? {} : { value: mean }), ...(bootstrap ? { low: bootstrap[0], high: bootstrap[1] } : {}),
  });
  return [row(`${name} DSC`, dsc), row(`${name} NSD at ${toleranceMm} mm`, nsd)];
}

function binRow(bin: BinSensitivity, at: 'atAnyOverlap' | 'atIou'): IntervalRow {
  const { count, total, share, low, high } = bin[at];
  const label = Number.isFinite(bin.toMm) ? `${bin.fromMm} to ${bin.toMm} mm` : `${bin.fromMm} mm or more`;
  return { label, basis: `${count} of ${total}`, ...(share === undefined ? {} : { value: share, low: low!, high: high! }) };
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><tr>${head.map(cell => `<th>${cell}</th>`).join('')}</tr>${rows.map(row => `<tr>${row.map(cell => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`;

const specificityTable = ({ specificity }: Summary): string =>
  `<h2>Scans without lesion</h2>${table(['findings count from', 'scans without finding', '95 % interval', 'findings'], specificity.map(({ smallestMm3, specificity: s, falsePositives }) => [`${smallestMm3} mm&sup3;`, `${s.count} of ${s.total}`, `${number(s.low, 2)} to ${number(s.high, 2)}`, String(falsePositives)]))}`;

const comparisonTable = (rows: readonly Comparison[]): string =>
  `<h2>Against the second method</h2>${table(['score', 'scans', 'mean difference', 'p (Wilcoxon)', 'p (Holm)'], rows.map(({ score, pairs, meanDifference, p, adjustedP }) => [score, String(pairs), number(meanDifference), number(p), number(adjustedP)]))}`;

const pictureHtml = ({ rank, name, caption, png }: CasePicture): string =>
  `<figure><img alt="${escapeXml(`${rank}: ${name}`)}" src="data:image/png;base64,${base64(png)}"><figcaption><b>${escapeXml(rank)}</b> ${escapeXml(name)}: ${escapeXml(caption)}</figcaption></figure>`;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const caseTable = (cases: readonly CaseScores[]): string =>
  table(
    ['scan', 'organ DSC', 'organ NSD', 'lesion DSC', 'lesion NSD', 'lesions hit', 'false positives'],
    cases.map(({ name, organ, lesion, detection }) => [
      escapeXml(name), number(organ.dsc), number(organ.nsd), number(lesion.dsc), number(lesion.nsd),
      `${detection.lesions.filter(({ overlapped }) => overlapped).length} of ${detection.lesions.length}`, String(detection.falsePositives.length),
    ]),
  );

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2430}h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2rem}
.use{background:#fff4d6;border-left:4px solid #d99a00;padding:.5rem 1rem}table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:.25rem .8rem;border-bottom:1px solid #dde3ea;text-align:right}td:first-child,th:first-child{text-align:left}
svg{max-width:100%;height:auto;font:12px system-ui,sans-serif}.grid{stroke:#e3e8ee}.zero{stroke:#8a97a6}.bar{stroke:#2463a8;stroke-width:2}.limit{stroke:#2463a8;stroke-dasharray:5 4}.dot{fill:#2463a8}.tick{fill:#55606e}
.pictures{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;max-width:30rem}img{max-width:100%;background:#000}figcaption{font-size:.9rem}`;
