import { describe, expect, it } from 'vitest';
import { drawText } from './draw-text.ts';

const blank = () => ({ width: 12, height: 9, channels: 1, pixels: new Uint8Array(12 * 9) }) as const;
const rows = ({ width, height, pixels }: ReturnType<typeof blank>) => Array.from({ length: height }, (_, y) => [...pixels.subarray(y * width, (y + 1) * width)].map(v => (v ? '#' : '.')).join(''));

describe('text in a picture', () => {
  it('stands upright and unmirrored, letters side by side', () => {
    const picture = blank();
    drawText(picture, 'f7', { x: 0, y: 1 });
    expect(rows(picture)).toEqual(['............', '#####.#####.', '#.........#.', '#........#..', '####....#...', '#......#....', '#......#....', '#......#....', '............']);
  });

  it('is clipped at the border', () => {
    const picture = blank();
    drawText(picture, 'WWW', { x: -3, y: 5, brightness: 9 });
    expect(Math.max(...picture.pixels)).toBe(9);
    expect(rows(picture)[4]).toBe('............');
  });
});
