import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import type { WebgpuKernels } from '../kernels/webgpu.ts';
import { createLogger } from '../log.ts';
import { chooseKernels, type KernelChoice } from './choose-kernels.ts';
import type { GpuReport } from '../synthesis/backend/gpu-report.ts';

const log = createLogger({ level: 'silent' });
const fast: GpuReport = { found: true, adapter: { name: 'Card', software: false }, disagreeing: [], lesionMs: { gpu: 5, cpu: 30 } };

function choice(backend: KernelChoice['backend'], report: GpuReport = fast) {
  const state = { probes: 0, opens: 0, failed: false };
  const kernels = { ...cpuKernels, backend: 'webgpu', close: () => undefined, get failed() { return state.failed; } } as unknown as WebgpuKernels;
  const choose = chooseKernels({
    backend, log,
    probe: async () => (state.probes++, report),
    open: async () => (state.opens++, (state.failed = false), { kernels }),
  });
  return { choose, state };
}

describe('chooseKernels', () => {
  it('takes a device that is right and faster, and looks only once', async () => {
    const { choose, state } = choice('auto');
    expect([(await choose()).backend, (await choose()).backend]).toEqual(['webgpu', 'webgpu']);
    expect(state).toMatchObject({ probes: 1, opens: 1 });
  });

  it.each<[string, GpuReport]>([
    ['there is none', { found: false, reason: 'none' }],
    ['it is software', { ...fast, adapter: { name: 'SwiftShader', software: true } }],
    ['it is not faster', { ...fast, lesionMs: { gpu: 29, cpu: 30 } }],
    ['it failed while it was timed', { ...fast, lesionMs: { gpu: Infinity, cpu: 30 } }],
    ['it computes wrongly', { ...fast, disagreeing: ['gaussian-blur'] }],
  ])('stays on the CPU when %s', async (_, report) => {
    const { choose, state } = choice('auto', report);
    expect((await choose()).backend).toBe('cpu');
    expect(state.opens).toBe(0);
  });

  it('goes back to the CPU once the device has failed', async () => {
    const { choose, state } = choice('auto');
    await choose();
    state.failed = true;
    expect((await choose()).backend).toBe('cpu');
  });

  it('does what the configuration says without measuring', async () => {
    for (const backend of ['cpu', 'webgpu'] as const) {
      const { choose, state } = choice(backend, { ...fast, adapter: { name: 'SwiftShader', software: true } });
      expect((await choose()).backend).toBe(backend);
      expect(state.probes).toBe(0);
    }
  });

  it('opens a failed device anew where it is insisted on', async () => {
    const { choose, state } = choice('webgpu');
    await Promise.all([choose(), choose()]);
    expect(state.opens).toBe(1);
    state.failed = true;
    expect((await choose()).backend).toBe('webgpu');
    expect(state.opens).toBe(2);
  });

  it('refuses when only a device was allowed and none opens', async () => {
    const choose = chooseKernels({ backend: 'webgpu', log, open: () => Promise.reject(new GatewayError('gpu/unavailable', 'None.')) });
    await expect(choose()).rejects.toMatchObject({ code: 'gpu/unavailable' });
  });
});
