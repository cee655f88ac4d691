import { readFile } from 'node:fs/promises';
import { create } from 'webgpu';
import { afterEach, describe, expect, it } from 'vitest';
import type { Field } from '../../gateway/src/kernels/field.ts';
import { defineKernel } from '../../gateway/src/kernels/kernel.ts';
import type { Kernels } from '../../gateway/src/kernels/kernels.ts';
import { KERNELS } from '../../gateway/src/kernels/index.ts';
import { webgpuKernels, type WebgpuKernels } from '../../gateway/src/kernels/webgpu.ts';
import { openDevice } from '../../gateway/src/kernels/webgpu/open-device.ts';
import { loadShaderTexts } from '../../gateway/src/kernels/webgpu/shader-texts.ts';
import { weightedSumKernel } from '../../gateway/src/kernels/weighted-sum/kernel.ts';
import { driverManifest, softwareDriver } from '../support/software-gpu.ts';

const driver = softwareDriver();
if (driver !== undefined) process.env['VK_ICD_FILENAMES'] = driverManifest(driver);
const instance = driver === undefined ? undefined : create([]);
const folder = new URL('../../gateway/src/kernels/', import.meta.url);
const texts = await loadShaderTexts(KERNELS, (part, name) => readFile(new URL(`${part}/${name}.wgsl`, folder), 'utf8'));

const opened: WebgpuKernels[] = [];
afterEach(() => opened.splice(0).forEach(kernels => kernels.close()));

async function open(shader = texts): Promise<{ readonly device: GPUDevice; readonly kernels: WebgpuKernels }> {
  const { device } = await openDevice(instance!);
  const kernels = webgpuKernels(device, shader);
  opened.push(kernels);
  return { device, kernels };
}

/** 2 x, so many times over. */
function doubled(kernels: Kernels, x: Field<'f32'>, times = 1): Field<'f32'> {
  let field = x;
  for (let n = 0; n < times; n++) field = kernels.run(weightedSumKernel, { inputs: [field, field, field], parameters: { dimensions: [1, 1, 1, 0], a: 2, b: 0, c: 0 }, length: x.length });
  return field;
}

describe.skipIf(instance === undefined)('webgpuKernels', () => {
  it('runs more calls than fit into one batch, in order', async () => {
    const { kernels } = await open();
    let field = kernels.upload(Float32Array.of(3, -0.5));
    for (let n = 0; n < 300; n++) {
      field = doubled(kernels, field);
      field = kernels.run(weightedSumKernel, { inputs: [field, field, field], parameters: { dimensions: [1, 1, 1, 0], a: 0.5, b: 0, c: 0 }, length: 2 });
    }
    expect([...(await kernels.read(field))]).toEqual([3, -0.5]);
  });

  it('reaches every element where one row of workgroups is too short', async () => {
    const { kernels } = await open();
    const length = 64 * 65_535 + 77;
    const got = await kernels.read(doubled(kernels, kernels.upload(Float32Array.from({ length }, (_, n) => n % 1000))));
    expect(got.length).toBe(length);
    expect(got.every((v, n) => v === 2 * (n % 1000))).toBe(true);
  });

  it('keeps scopes that run side by side apart, and buffers clean', async () => {
    const { kernels } = await open();
    const work = (value: number) =>
      kernels.scope(async own => {
        const field = doubled(own, own.upload(new Float32Array(1000 + value).fill(value)), 3);
        const first = await own.read(field);
        const second = await own.read(doubled(own, field));
        return first.every(v => v === 8 * value) && second.every(v => v === 16 * value);
      });
    for (let round = 0; round < 3; round++) expect(await Promise.all([1, 2, 3, 4, 5].map(work))).toEqual([true, true, true, true, true]);
  });

  it('refuses a field whose scope has ended', async () => {
    const { kernels } = await open();
    const kept = await kernels.scope(async own => own.upload(Float32Array.of(1)));
    expect(() => doubled(kernels, kept)).toThrow(RangeError);
    await expect(kernels.read(kept)).rejects.toThrow(/scope has ended/);
  });

  it('refuses a field larger than the device allows, and goes on', async () => {
    const { kernels } = await open();
    const run = () => kernels.run(weightedSumKernel, { inputs: [small, small, small], parameters: { dimensions: [1, 1, 1, 0], a: 1, b: 0, c: 0 }, length: 2 ** 30 });
    const small = kernels.upload(Float32Array.of(7));
    expect(run).toThrow(expect.objectContaining({ code: 'gpu/out-of-memory' }));
    expect([...(await kernels.read(doubled(kernels, small)))]).toEqual([14]);
    expect(kernels.failed).toBe(false);
  });

  it('throws what the device says of a shader, from then on', async () => {
    const { kernels } = await open(() => 'fn main( {');
    await expect(kernels.prepare([weightedSumKernel as never])).rejects.toMatchObject({ code: 'gpu/failed' });
    expect(() => kernels.upload(Float32Array.of(1))).toThrow(expect.objectContaining({ code: 'gpu/failed' }));
    expect(kernels.failed).toBe(true);
  });

  it('loses no error that the device tells late', async () => {
    const { kernels } = await open(() => 'fn main( {');
    const broken = defineKernel({ name: 'broken', inputs: ['f32'], output: 'f32', parameters: {}, reference: () => undefined });
    const field = kernels.run(broken, { inputs: [kernels.upload(Float32Array.of(1))], parameters: {}, length: 1 });
    await expect(kernels.read(field)).rejects.toMatchObject({ code: 'gpu/failed' });
  });

  it('says when the device has gone', async () => {
    const { device, kernels } = await open();
    const field = kernels.upload(Float32Array.of(1));
    device.destroy();
    await expect(kernels.read(field)).rejects.toMatchObject({ code: 'gpu/lost' });
    expect(kernels.failed).toBe(true);
  });
});
