import { expect, it } from 'vitest';
import { cpuKernels } from '../../kernels/cpu.ts';
import type { Geometry } from '../../volume/geometry.ts';
import { makeDraws } from '../draws.ts';
import { lesionFrame } from '../frame/lesion-frame.ts';
import { textureOf } from './texture-of.ts';

const geometry: Geometry = { dimensions: [40, 36, 12], spacingMm: [0.8, 0.8, 3], originLps: [10, -4, 7], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };

it('texture has mean 0 and the asked SD over the lesion', async () => {
  const opacity = Float32Array.from({ length: 40 * 36 * 12 }, (_, at) => (at % 40 > 10 && at % 40 < 30 ? 1 : 0));
  const options = { geometry, frame: lesionFrame(geometry, [26, 10, 22]), opacity: cpuKernels.upload(opacity), lengthMm: 6, sdHu: 7.5, reachMm: 40, draws: makeDraws({ seed: 2, stage: 'texture' }) };
  const { field, mean, scale } = await textureOf(cpuKernels, options);
  const inside = (await cpuKernels.read(field)).filter((_, at) => opacity[at] === 1).map(value => (value - mean) * scale);
  const average = inside.reduce((a, b) => a + b, 0) / inside.length;
  expect(average).toBeCloseTo(0, 3);
  expect(Math.sqrt(inside.reduce((a, b) => a + (b - average) ** 2, 0) / inside.length)).toBeCloseTo(7.5, 2);
});
