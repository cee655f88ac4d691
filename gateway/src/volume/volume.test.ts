import { expect, it } from 'vitest';
import { makeVolume, offsetOf } from './volume.ts';

const geometry = { dimensions: [3, 4, 5], spacingMm: [1, 1, 1], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;

it('refuses voxels that do not fill the grid', () => {
  expect(makeVolume(geometry, new Int16Array(60)).voxels).toHaveLength(60);
  expect(() => makeVolume(geometry, new Int16Array(59))).toThrow(RangeError);
});

it('lays voxels out columns first, then rows, then slices', () => {
  expect(offsetOf(geometry, [2, 3, 4])).toBe(2 + 3 * (3 + 4 * 4));
});
