import { expect, it } from 'vitest';
import { cpuKernels } from '../../kernels/cpu.ts';
import type { Geometry } from '../../volume/geometry.ts';
import { territoryOf } from './territory-of.ts';

it('is 1 away from the border, about a half on it, and negative outside', async () => {
  const geometry: Geometry = { dimensions: [40, 36, 12], spacingMm: [0.8, 0.8, 3], originLps: [10, -4, 7], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const half = cpuKernels.upload(Float32Array.from({ length: 40 * 36 * 12 }, (_, at) => (at % 40 < 20 ? 1 : 0)));
  const share = await cpuKernels.read(territoryOf(cpuKernels, half, { geometry }));
  const row = 40 * (18 + 36 * 6);
  expect((share[row + 19]! - share[row + 20]!) / 2).toBeCloseTo(0.5, 3);
  expect(share[row + 5]).toBeCloseTo(1, 4);
  expect(share[row + 21]).toBeLessThan(0);
});
