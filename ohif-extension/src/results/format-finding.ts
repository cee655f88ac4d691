import type { Finding } from '@lesion-forge/openapi';

const MINUS = '\u2212';

/** Three significant places at most: 0.42 ml, 6.8 ml, 1408 ml. */
export function formatMl(volumeMl: number): string {
  const digits = volumeMl < 1 ? 2 : volumeMl < 100 ? 1 : 0;
  return `${volumeMl.toFixed(digits)} ml`;
}

export const formatAxes = ({ longAxisMm, shortAxisMm }: Pick<Finding, 'longAxisMm' | 'shortAxisMm'>): string =>
  `${longAxisMm.toFixed(1)} \u00D7 ${shortAxisMm.toFixed(1)} mm`;

export function formatHu(hu: number): string {
  const rounded = Math.round(hu);
  return `${rounded < 0 ? MINUS : ''}${Math.abs(rounded)} HU`;
}

/** Lesion minus parenchyma, always with its sign. */
export function formatContrast(hu: number): string {
  const rounded = Math.round(hu);
  const sign = rounded > 0 ? '+' : rounded < 0 ? MINUS : '\u00B1';
  return `${sign}${Math.abs(rounded)} HU`;
}

/** Patient position as a reader says it: 97.8 R, 122.9 P, 1614.5 S mm. */
export function formatLps(point: readonly [number, number, number]): string {
  const [x, y, z] = point;
  const part = (value: number, positive: string, negative: string): string => `${Math.abs(value).toFixed(1)} ${value < 0 ? negative : positive}`;
  return `${part(x, 'L', 'R')}, ${part(y, 'P', 'A')}, ${part(z, 'S', 'I')} mm`;
}
