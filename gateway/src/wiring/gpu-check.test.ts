import { expect, it } from 'vitest';
import type { GpuReport } from '../synthesis/backend/gpu-report.ts';
import { gpuCheck } from './gpu-check.ts';

const card: GpuReport = { found: true, adapter: { name: 'Card', software: false }, disagreeing: [], lesionMs: { gpu: 5, cpu: 30 } };
const wrong: GpuReport = { ...card, disagreeing: ['gaussian-blur', 'occupancy'] };
const none: GpuReport = { found: false, reason: 'this machine has no graphics device' };

const say = (backend: 'auto' | 'cpu' | 'webgpu', report: GpuReport) => gpuCheck({ synthesis: { backend } }, async () => report).run();

it('says what is used, and why', async () => {
  expect(await say('auto', card)).toBe('Card: lesion of 15 mm in 5.0 ms, CPU 30.0 ms; lesions are computed on it');
  expect(await say('auto', none)).toBe('this machine has no graphics device; lesions are computed on the CPU');
  expect(await say('auto', wrong)).toBe('Card computes gaussian-blur, occupancy wrongly; lesions are computed on the CPU');
  expect(await say('cpu', card)).toContain('not asked for');
  expect(await say('webgpu', card)).toContain('Card');
});

it('fails where the configuration insists on a device that is not there or not right', async () => {
  for (const report of [none, wrong]) await expect(say('webgpu', report)).rejects.toMatchObject({ code: 'gpu/unavailable' });
});
