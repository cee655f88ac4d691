import { expect, it } from 'vitest';
import { cpuKernels } from '../../kernels/cpu.ts';
import type { Geometry } from '../../volume/geometry.ts';
import { opacityOf } from './opacity-of.ts';

const geometry: Geometry = { dimensions: [40, 36, 12], spacingMm: [0.8, 0.8, 3], originLps: [10, -4, 7], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };

it('opacity is blurred in plane only when slices are thicker than the edge', async () => {
  const at = (i: number, k: number) => i + 40 * (18 + 36 * k);
  const point = new Float32Array(40 * 36 * 12);
  point[at(20, 6)] = 1;
  const blurred = (of: Geometry) => cpuKernels.read(opacityOf(cpuKernels, cpuKernels.upload(point), { geometry: of, edgeSigmaMm: 0.8 }));
  const thick = await blurred(geometry);
  expect(thick[at(20, 7)]).toBe(0);
  expect(thick[at(21, 6)]).toBeGreaterThan(0.05);
  const thin = await blurred({ ...geometry, spacingMm: [0.8, 0.8, 1] });
  expect(thin[at(20, 7)]).toBeGreaterThan(0.02);
});
