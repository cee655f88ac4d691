import { expect, it } from 'vitest';
import { GatewayError } from '../../errors.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { timeLesion } from './time-lesion.ts';

it('times a lesion', async () => {
  const ms = await timeLesion(cpuKernels, 3);
  expect(ms).toBeGreaterThan(0);
  expect(ms).toBeLessThan(Infinity);
});

it('never lets a backend that fails look fast', async () => {
  const broken: Kernels = { ...cpuKernels, backend: 'webgpu', read: () => Promise.reject(new GatewayError('gpu/lost', 'Gone.')), scope: work => work(broken) };
  expect(await timeLesion(broken, 3)).toBe(Infinity);
});
