import { SMALLEST_LESION_MM3 } from '../metrics/specificity.ts';
import type { Proportion } from '../metrics/wilson-interval.ts';
import type { MeanInterval } from '../metrics/mean-interval.ts';
import type { Comparison } from './compare.ts';
import type { CaseScores } from './evaluate-case.ts';
import { htmlPage, pngFigure, table } from './page.ts';
import { blandAltman } from './plots/bland-altman.ts';
import { intervalPlot, type IntervalRow } from './plots/interval-plot.ts';
import { escapeXml } from './plots/svg.ts';
import type { Summary } from './summarise.ts';

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
  readonly second?: { readonly summary: Summary; readonly comparison: readonly Comparison[]; readonly names: readonly [first: string, second: string] };
}

/** The scores as one self-contained page. */
export function htmlReport(report: Report): string {
  const { title, summary, cases, pictures, second, toleranceMm } = report;
  return htmlPage(title, `
<p>${summary.cases} scans, ${summary.sensitivity.atAnyOverlap.total} lesions in the reference (${summary.sensitivityFromSmallest.atAnyOverlap.total} of ${SMALLEST_LESION_MM3} mm&sup3; or more), ${summary.healthyScans} scans without lesion.${second ? ` Two methods on the same scans: <b>${escapeXml(second.names[0])}</b> (blue) and <b>${escapeXml(second.names[1])}</b> (orange); figures without a name are of the first.` : ''}</p>
${keyFigures(summary)}
<h2>How well outlines agree</h2>${intervalPlot('Scores with 95 % intervals', scoreRows(report))}
<p class="note">Mean over the scans whose reference holds the structure, with a 95 % bootstrap interval over scans. DSC (Dice): twice the common volume over both volumes. NSD: share of both surfaces that lie within ${toleranceMm} mm of each other. 1 is perfect. The organ holds its lesions, so that a missed lesion costs it nothing.
Over all scans, counting 1 where neither holds a lesion and 0 where only the prediction does, the lesion DSC is ${meanText(summary.lesion.dscBothEmptyAsOne)}. 95 % of the surfaces lie within (Hausdorff distance): organ ${meanText(summary.organ.hd95Mm, 1)} mm, lesions ${meanText(summary.lesion.hd95Mm, 1)} mm.</p>
<h2>Lesions found, by radius</h2>${intervalPlot('Lesions found', sensitivityRows(report))}
<p class="note">A lesion is a connected piece of the reference; its radius is that of a ball of its volume. Found: any voxel of it is predicted; more strictly, it overlaps one predicted lesion with an IoU (common over joint volume) of 0.1 or more. Wilson's 95 % intervals.</p>
<h2>False positives</h2>${falsePositiveTable(summary)}
<p class="note">A false positive is a predicted lesion that touches none of the reference. From what size on one counts is a choice; ${SMALLEST_LESION_MM3} mm&sup3; is the smallest lesion of LiTS.</p>
<h2>Volumes</h2><h3>Organ</h3>${blandAltman('Organ volume', cases.map(({ name, organ }) => ({ name, ...organ })))}<h3>Lesions, a scan</h3>${blandAltman('Lesion volume', cases.map(({ name, lesion }) => ({ name, ...lesion })))}
<p class="note">Bland-Altman: one dot a scan, prediction minus reference (up: too much) over their mean. Dashed: limits of agreement, within which 95 % of scans are expected.</p>
${second ? comparisonTable(second) : ''}
${pictures.length === 0 ? '' : `<h2>Best, median and worst scan</h2><p>Outlines of organ and lesions: <span class="green">reference</span>, <span class="magenta">prediction</span>, white where they coincide. The slice with most lesion; the patient's right is on the left.</p><div class="pictures">${pictures.map(pictureHtml).join('')}</div>`}
<h2>Every scan</h2>${caseTable(cases)}`);
}

const number = (value: number | undefined, digits = 3): string => (value === undefined ? '&ndash;' : value.toFixed(digits));

function meanText({ mean, bootstrap, n, undefinedCount }: MeanInterval, digits = 3): string {
  if (mean === undefined) return 'not defined';
  const interval = bootstrap ? ` [${bootstrap.map(v => v.toFixed(digits)).join(', ')}]` : '';
  return `${mean.toFixed(digits)}${interval} (n = ${n}${undefinedCount > 0 ? `, ${undefinedCount} left out` : ''})`;
}

function keyFigures({ sensitivityFromSmallest: { atAnyOverlap: found }, falsePositivesPerScanFromSmallest: false_, lesion, organ }: Summary): string {
  const key = (label: string, value: string, note: string) => `<li><small>${label}</small><b>${value}</b><small>${note}</small></li>`;
  const interval = ({ bootstrap, n }: MeanInterval, digits: number) => (bootstrap ? `${bootstrap[0].toFixed(digits)} to ${bootstrap[1].toFixed(digits)}, n = ${n}` : `n = ${n}`);
  return `<ul class="key">${key('lesions found', found.share === undefined ? '&ndash;' : `${Math.round(100 * found.share)} %`, shareNote(found))}${key('false positives a scan', number(false_.mean, 1), interval(false_, 1))}${key('lesion DSC', number(lesion.dsc.mean, 2), interval(lesion.dsc, 2))}${key('organ DSC', number(organ.dsc.mean, 2), interval(organ.dsc, 2))}</ul>
<p class="note">Lesions of ${SMALLEST_LESION_MM3} mm&sup3; (2 mm radius) or more; below with 95 % intervals.</p>`;
}

const shareNote = ({ count, total, low, high }: Proportion): string => (low === undefined ? 'no lesion' : `${count} of ${total}, ${Math.round(100 * low)} to ${Math.round(100 * high!)} %`);

/** Rows of the first method, each followed by that of the second. */
function ofBoth({ summary, second }: Report, rows: (summary: Summary) => readonly IntervalRow[]): readonly IntervalRow[] {
  const others = second && rows(second.summary);
  return rows(summary).flatMap((row, n) => (others ? [row, { ...others[n]!, label: '', isSecond: true }] : [row]));
}

const scoreRows = (report: Report): readonly IntervalRow[] =>
  ofBoth(report, ({ organ, lesion }) =>
    ([['Organ', organ], ['Lesion', lesion]] as const).flatMap(([name, { dsc, nsd }]) =>
      ([[`${name} DSC`, dsc], [`${name} NSD at ${report.toleranceMm} mm`, nsd]] as const).map(([label, { mean, bootstrap, n }]) => ({
        label, basis: `n = ${n}`, ...(mean === undefined ? {} : { value: mean }), ...(bootstrap ? { low: bootstrap[0], high: bootstrap[1] } : {}),
      })),
    ),
  );

const sensitivityRows = (report: Report): readonly IntervalRow[] =>
  ofBoth(report, summary => [
    ...summary.sensitivityByRadius.map(({ fromMm, toMm, atAnyOverlap }) => shareRow(Number.isFinite(toMm) ? `${fromMm} to ${toMm} mm` : `${fromMm} mm or more`, atAnyOverlap)),
    shareRow('all', summary.sensitivity.atAnyOverlap),
    shareRow(`all of ${SMALLEST_LESION_MM3} mm3 or more`, summary.sensitivityFromSmallest.atAnyOverlap),
    shareRow('the same at IoU >= 0.1', summary.sensitivityFromSmallest.atIou),
  ]);

const shareRow = (label: string, { count, total, share, low, high }: Proportion): IntervalRow => ({ label, basis: `${count} of ${total}`, ...(share === undefined ? {} : { value: share, low: low!, high: high! }) });

const falsePositiveTable = ({ specificity, falsePositivesBySize, healthyScans }: Summary): string =>
  table(
    ['counted from', 'radius', 'a scan', ...(healthyScans > 0 ? ['scans without lesion: free of findings', '95 % interval', 'findings in them'] : [])],
    falsePositivesBySize.map(({ smallestMm3, perScan }, n) => {
      const { specificity: free, falsePositives } = specificity[n]!;
      return [`${smallestMm3} mm&sup3;`, `${Math.cbrt((3 * smallestMm3) / (4 * Math.PI)).toFixed(1)} mm`, meanText(perScan, 1), ...(healthyScans > 0 ? [`${free.count} of ${free.total}`, `${number(free.low, 2)} to ${number(free.high, 2)}`, String(falsePositives)] : [])];
    }),
  );

const comparisonTable = ({ comparison, names: [first, other] }: NonNullable<Report['second']>): string =>
  `<h2>${escapeXml(first)} against ${escapeXml(other)}</h2>${table(['score', 'scans', 'mean difference', 'p (Wilcoxon)', 'p (Holm)'], comparison.map(({ score, pairs, meanDifference, p, adjustedP }) => [score, String(pairs), number(meanDifference), number(p), number(adjustedP)]))}
<p class="note">First minus second on the same scans; above 0 the first is larger (better, but for false positives). p: paired Wilcoxon signed-rank test, then Holm's correction for the number of scores. With fewer than six scans no difference can reach 0.05.</p>`;

const pictureHtml = ({ rank, name, caption, png }: CasePicture): string => pngFigure(png, { alt: `${rank}: ${name}`, caption: `<b>${escapeXml(rank)}</b> ${escapeXml(name)}: ${escapeXml(caption)}` });

const caseTable = (cases: readonly CaseScores[]): string =>
  table(
    ['scan', 'organ DSC', 'organ NSD', 'lesion DSC', 'lesion NSD', 'lesions, ml', 'predicted, ml', 'lesions found', 'false positives'],
    cases.map(({ name, organ, lesion, detection }) => [
      escapeXml(name), number(organ.dsc), number(organ.nsd), number(lesion.dsc), number(lesion.nsd), number(lesion.referenceMl, 1), number(lesion.predictionMl, 1),
      `${detection.lesions.filter(({ overlapped }) => overlapped).length} of ${detection.lesions.length}`, String(detection.falsePositives.length),
    ]),
  );
