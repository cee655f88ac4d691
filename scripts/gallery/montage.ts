import { CHARACTER, drawText } from '../../gateway/src/pictures/draw-text.ts';
import type { Picture } from '../../gateway/src/pictures/encode-png.ts';

/** Square grey tiles in rows and columns, each brightness 0..255. */
export interface Montage {
  readonly title: string;
  readonly tilePixels: number;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly caption: string; readonly synthetic: boolean; readonly tiles: readonly Uint8Array[] }[];
}

const GAP = 2;
const HEAD = 2 * (CHARACTER.height + 4);
const SIDE = CHARACTER.height + 4;
/** Grey levels kept: fewer would show, more would only make the file larger. */
const LEVELS = 48;

/** The montage as one picture: title and column captions on top, row captions in their tiles, "SYNTHETIC" burnt into what is. */
export function drawMontage({ title, tilePixels, columns, rows }: Montage): Picture {
  const [width, height] = [columns.length * (tilePixels + GAP) + GAP, HEAD + rows.length * (tilePixels + GAP)];
  const picture: Picture = { width, height, channels: 1, pixels: new Uint8Array(width * height) };
  drawText(picture, title, { x: GAP, y: 2 });
  for (const [c, caption] of columns.entries()) drawText(picture, caption, { x: GAP + c * (tilePixels + GAP), y: SIDE + 2 });
  for (const [r, row] of rows.entries())
    for (const [c, tile] of row.tiles.entries()) {
      const [x, y] = [GAP + c * (tilePixels + GAP), HEAD + r * (tilePixels + GAP)];
      for (let v = 0; v < tilePixels; v++) for (let u = 0; u < tilePixels; u++) picture.pixels[x + u + width * (y + v)] = quantised(tile[u + tilePixels * v]!);
      if (c === 0) drawLegible(picture, row.caption, { x: x + 2, y: y + 2 });
      if (row.synthetic) drawLegible(picture, 'SYNTHETIC', { x: x + 2, y: y + tilePixels - CHARACTER.height });
    }
  return picture;
}

/** White text with a black rim: legible on dark and bright tissue. */
function drawLegible(picture: Picture, text: string, { x, y }: { readonly x: number; readonly y: number }): void {
  for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) drawText(picture, text, { x: x + dx, y: y + dy, brightness: 0 });
  drawText(picture, text, { x, y });
}

const quantised = (brightness: number): number => Math.round((Math.round((brightness / 255) * (LEVELS - 1)) * 255) / (LEVELS - 1));

/** Brightness of HU in a window. */
export const windowed = (hu: Float32Array, { level, width }: { level: number; width: number }): Uint8Array =>
  Uint8Array.from(hu, v => Math.min(255, Math.max(0, Math.round(((v - level) / width + 0.5) * 255))));

/** A tile with the outline of a mask (share of each pixel 0..1) in white. */
export function outlined(tile: Uint8Array, mask: Float32Array, side: number): Uint8Array {
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < side && y < side && mask[x + side * y]! >= 0.5;
  return tile.map((v, n) => {
    const [x, y] = [n % side, Math.floor(n / side)];
    const edge = inside(x, y) && !(inside(x - 1, y) && inside(x + 1, y) && inside(x, y - 1) && inside(x, y + 1));
    return edge ? 255 : v;
  });
}
