/** Text made safe inside HTML and SVG. */
export const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Maps a value in [low, high] to a pixel in [from, to]. */
export const scale = ([low, high]: readonly [number, number], [from, to]: readonly [number, number]) => (value: number): number => from + ((value - low) / (high - low)) * (to - from);

export const line = (points: readonly [x1: number, y1: number, x2: number, y2: number], style = ''): string => {
  const [x1, y1, x2, y2] = points.map(v => v.toFixed(1));
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" class="${style}"/>`;
};

export const text = (x: number, y: number, { content, anchor = 'start', style = '' }: { content: string; anchor?: 'start' | 'middle' | 'end'; style?: string }): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" class="${style}">${escapeXml(content)}</text>`;

/** A figure with a title that a screen reader reads. */
export const figure = ({ width, height }: Pick<Frame, 'width' | 'height'>, title: string, body: readonly string[]): string =>
  `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}"><title>${escapeXml(title)}</title>${body.join('')}</svg>`;

/** About five round numbers that span [low, high]. */
export function ticks(low: number, high: number): readonly number[] {
  const raw = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find(factor => factor * power >= raw) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, n) => Number(((first + n) * step).toPrecision(12)));
}
