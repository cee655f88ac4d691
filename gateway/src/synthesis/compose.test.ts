import { expect, it } from 'vitest';
import { makeVolume } from '../volume/volume.ts';
import { compose } from './compose.ts';

const geometry = { dimensions: [5, 1, 1], spacingMm: [1, 1, 1], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;

it('rounds and saturates where there is a difference and copies the rest, even what lies out of range', () => {
  const ct = makeVolume(geometry, Int16Array.of(-3024, 100, 3000, -1000, 50));
  const out = compose(ct, makeVolume(geometry, Float32Array.of(0, -20.6, 200, -200, 0)));
  expect([...out.voxels]).toEqual([-3024, 79, 3071, -1024, 50]);
  expect([...ct.voxels]).toEqual([-3024, 100, 3000, -1000, 50]);
});

it('leaves fractions of a float CT alone outside the difference', () => {
  const ct = makeVolume(geometry, Float32Array.of(0.25, 10.4, -7.75, Number.NaN, 3));
  const out = compose(ct, makeVolume(geometry, Float32Array.of(0, 1, 0, 0, 0)));
  expect(out.voxels).toEqual(Float32Array.of(0.25, 11, -7.75, Number.NaN, 3));
});
