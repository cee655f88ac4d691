import { expect, it } from 'vitest';
import { trilinearSampler } from './reference.ts';

it('reproduces a trilinear field exactly and holds the edge beyond the border', () => {
  const field = (i: number, j: number, k: number) => 3 + 2 * i - 5 * j + 0.5 * k + i * j - 2 * j * k + 0.25 * i * j * k;
  const [columns, rows, slices] = [5, 4, 3];
  const voxels = Float32Array.from({ length: 60 }, (_, at) => field(at % columns, Math.floor(at / columns) % rows, Math.floor(at / 20)));
  const sample = trilinearSampler(voxels, [columns, rows, slices]);
  expect(sample(1.25, 2.5, 1.75)).toBeCloseTo(field(1.25, 2.5, 1.75), 5);
  expect(sample(4, 3, 2)).toBe(field(4, 3, 2));
  expect(sample(-3, 1.5, 99)).toBeCloseTo(field(0, 1.5, 2), 5);
});
