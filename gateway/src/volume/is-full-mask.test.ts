import { expect, it } from 'vitest';
import { isFullMask } from './is-full-mask.ts';

it.each([0, 1, 2, 3])('finds the only 0 of a mask at any place, from byte %d of its memory on', from => {
  const mask = new Uint8Array(24).subarray(from, 23).fill(1);
  mask[5] = 2;
  expect(isFullMask(mask)).toBe(true);
  mask.forEach((_, v) => {
    const one = mask.slice(); // a copy begins at a whole word
    one[v] = 0;
    expect(isFullMask(one)).toBe(false);
    mask[v] = 0;
    expect(isFullMask(mask)).toBe(false);
    mask[v] = 1;
  });
});
