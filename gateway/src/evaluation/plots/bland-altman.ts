import { Z_95 } from '../../metrics/wilson-interval.ts';
import { figure, line, scale, text, ticks } from './svg.ts';

export interface VolumePair {
  readonly name: string;
  readonly referenceMl: number;
  readonly predictionMl: number;
}

/** Difference (prediction minus reference) against mean volume, with the mean difference and its 95 % limits of agreement (Bland and Altman 1986). */
export function blandAltman(title: string, pairs: readonly VolumePair[]): string {
  const frame = { width: 640, height: 300, left: 64, right: 520, top: 12, bottom: 256 };
  const points = pairs.map(({ name, referenceMl, predictionMl }) => ({ name, mean: (referenceMl + predictionMl) / 2, difference: predictionMl - referenceMl }));
  const mean = points.reduce((sum, { difference }) => sum + difference, 0) / Math.max(1, points.length);
  const sd = Math.sqrt(points.reduce((sum, { difference }) => sum + (difference - mean) ** 2, 0) / Math.max(1, points.length - 1));
  const limits = points.length > 1 ? [mean - Z_95 * sd, mean + Z_95 * sd] : [];
  const largest = Math.max(1e-3, ...points.map(p => p.mean));
  const reach = 1.15 * Math.max(1e-3, ...points.map(({ difference }) => Math.abs(difference)), ...limits.map(Math.abs));
  const [x, y] = [scale([0, 1.05 * largest], [frame.left, frame.right]), scale([-reach, reach], [frame.bottom, frame.top])];
  const axes = [
    ...ticks(0, 1.05 * largest).flatMap(v => [line([x(v), frame.top, x(v), frame.bottom], 'grid'), text(x(v), frame.bottom + 16, { content: String(v), anchor: 'middle', style: 'tick' })]),
    ...ticks(-reach, reach).flatMap(v => [line([frame.left, y(v), frame.right, y(v)], v === 0 ? 'zero' : 'grid'), text(frame.left - 6, y(v) + 4, { content: String(v), anchor: 'end', style: 'tick' })]),
    text((frame.left + frame.right) / 2, frame.bottom + 36, { content: 'mean of prediction and reference (ml)', anchor: 'middle', style: 'tick' }),
  ];
  const agreement = [mean, ...limits].flatMap((v, n) => [
    line([frame.left, y(v), frame.right, y(v)], n === 0 ? 'bar' : 'limit'),
    text(frame.right + 8, y(v) + 4, { content: `${n === 0 ? 'mean' : 'limit'} ${v.toFixed(1)} ml`, style: 'tick' }),
  ]);
  const dots = points.map(p => `<circle cx="${x(p.mean).toFixed(1)}" cy="${y(p.difference).toFixed(1)}" r="4" class="dot"><title>${p.name.replaceAll(/[<>&"]/g, '_')}</title></circle>`);
  return figure(frame, title, [...axes, ...(points.length > 0 ? agreement : []), ...dots]);
}
