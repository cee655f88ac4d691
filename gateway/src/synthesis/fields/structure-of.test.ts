import { expect, it } from 'vitest';
import { cpuKernels } from '../../kernels/cpu.ts';
import type { Geometry } from '../../volume/geometry.ts';
import { blur } from '../../kernels/gaussian-blur/blur.ts';
import { makeDraws } from '../draws.ts';
import { structureOf } from './structure-of.ts';

const geometry: Geometry = { dimensions: [40, 36, 12], spacingMm: [0.8, 0.8, 3], originLps: [10, -4, 7], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const statistics = { meanHu: 100, sdHu: 10, noiseSdHu: 10, vesselThresholdHu: 125, vesselFraction: 0.02, volumeMl: 1 };

const moments = (x: Float32Array) => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return { mean, sd: Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length) };
};

it('structure is the scan without its noise: what stands out stays whole and leaves no halo', async () => {
  const draws = makeDraws({ seed: 3, stage: 'scan' });
  const f = Float32Array.from({ length: 40 * 36 * 12 }, (_, at) => 100 + 10 * draws.normal('n', at) + (at % 40 === 20 ? 150 : 0));
  const structure = await cpuKernels.read(structureOf(cpuKernels, cpuKernels.upload(f), { geometry, statistics }));
  const columns = (of: (i: number) => boolean) => moments(structure.filter((_, at) => of(at % 40)));
  expect(columns(i => i < 12).mean).toBeCloseTo(100, 0);
  expect(columns(i => i < 12).sd).toBeLessThan(3);
  expect(columns(i => i === 19 || i === 21).mean).toBeCloseTo(100, 0);
  expect(columns(i => i === 20).mean).toBeGreaterThan(200);
});

it('cuts its blur where less than half a HU of a scan\'s noise would be left', async () => {
  const draws = makeDraws({ seed: 8, stage: 'scan' });
  const f = cpuKernels.upload(Float32Array.from({ length: 40 * 36 * 12 }, (_, at) => 100 + 10 * draws.normal('n', at)));
  const structure = await cpuKernels.read(structureOf(cpuKernels, f, { geometry, statistics: { ...statistics, sdHu: 100, noiseSdHu: 100 } }));
  const whole = await cpuKernels.read(blur(cpuKernels, f, { dimensions: geometry.dimensions, sigmaVoxels: [1.5 / 0.8, 1.5 / 0.8, 0.5], truncate: 6 }));
  const { mean, sd } = moments(structure.map((value, at) => value - whole[at]!));
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(sd).toBeGreaterThan(0);
  expect(sd).toBeLessThan(0.5);
});
