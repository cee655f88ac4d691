import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { weightedSumKernel } from '../kernels/weighted-sum/kernel.ts';
import { makeVolume } from '../volume/volume.ts';
import { defineGenerator, type GenerationRequest } from './generator.ts';
import { runGenerator } from './run-generator.ts';

const geometry = { dimensions: [2, 1, 1], spacingMm: [1, 1, 1], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;

/** Doubles the CT. */
const doubler = defineGenerator({
  name: 'doubler', title: '', description: '', version: '1', parameters: {}, marginMm: () => 0,
  async generate({ ct }, { kernels }) {
    const x = kernels.upload(Float32Array.from(ct.voxels));
    const field = kernels.run(weightedSumKernel, { inputs: [x, x, x], parameters: { dimensions: [2, 1, 1, 0], a: 2, b: 0, c: 0 }, length: 2 });
    const deltaHu = makeVolume(geometry, await kernels.read(field));
    return { deltaHu, occupancy: deltaHu, label: makeVolume(geometry, new Uint8Array(2)), provenance: { drawn: 1 }, warnings: [] };
  },
});

const request = { ct: makeVolume(geometry, Float32Array.of(3, -4)) } as unknown as GenerationRequest;
const { signal } = new AbortController();

/** A device that takes work and then breaks. */
function breaking(error: Error): Kernels {
  const kernels: Kernels = { ...cpuKernels, backend: 'webgpu', read: () => Promise.reject(error), scope: work => work(kernels) };
  return kernels;
}

describe('runGenerator', () => {
  it('says which backend computed the lesion', async () => {
    const made = await runGenerator(doubler, request, { signal, kernels: cpuKernels });
    expect(made.provenance).toEqual({ drawn: 1, backend: 'cpu' });
    expect(made.warnings).toEqual([]);
  });

  it('computes on the CPU what a failing device does not, and says so', async () => {
    const made = await runGenerator(doubler, request, { signal, kernels: breaking(new GatewayError('gpu/lost', 'The graphics device went away.')) });
    expect([...made.deltaHu.voxels]).toEqual([6, -8]);
    expect(made.provenance['backend']).toBe('cpu');
    expect(made.warnings).toEqual([{ code: 'kernels/on-cpu', message: expect.stringContaining('went away') }]);
  });

  it('lets every other failure through', async () => {
    await expect(runGenerator(doubler, request, { signal, kernels: breaking(new GatewayError('mask/empty', 'Empty.')) })).rejects.toMatchObject({ code: 'mask/empty' });
  });
});
