import { describe, expect, it } from 'vitest';
import { cpuKernels } from './cpu.ts';
import { tissueKernel } from './tissue/kernel.ts';

const size = [40, 30, 20] as const;
const length = 40 * 30 * 20;
const parameters = { dimensions: [...size, 0] as const, meanHu: 7, reachHu: 1 };

describe('cpuKernels', () => {
  it('gives every run zeros to fill, even in memory that was used before', async () => {
    const region = new Uint16Array(2 * 30 * 20);
    [region[20], region[21]] = [3, 9];
    for (let n = 0; n < 3; n++)
      await cpuKernels.scope(async kernels => {
        const whole = kernels.run(tissueKernel, { inputs: [kernels.upload(new Float32Array(length).fill(50))], parameters, length });
        const part = await kernels.read(kernels.run(tissueKernel, { inputs: [whole], parameters, length, region }));
        expect(part.reduce((a, b) => a + b, 0)).toBe(6 * 7);
      });
  });

  it('clears nothing where nobody reads outside the region', async () => {
    const region = new Uint16Array(2 * 30 * 20);
    [region[20], region[21]] = [3, 9];
    await cpuKernels.scope(async kernels => void kernels.run(tissueKernel, { inputs: [kernels.upload(new Float32Array(length).fill(50))], parameters, length }));
    await cpuKernels.scope(async kernels => {
      const part = await kernels.read(kernels.run(tissueKernel, { inputs: [kernels.upload(new Float32Array(length).fill(7.5))], parameters, length, region, sparse: true }));
      expect([...part.subarray(10 * 40 + 3, 10 * 40 + 9)]).toEqual(Array.from({ length: 6 }, () => 7.5));
    });
  });

  it('leaves to the caller what was read, and ends the rest with the scope', async () => {
    const made = await cpuKernels.scope(async kernels => {
      const field = kernels.run(tissueKernel, { inputs: [kernels.upload(new Float32Array(length))], parameters, length });
      const lost = kernels.run(tissueKernel, { inputs: [field], parameters, length });
      return { values: await kernels.read(field), lost };
    });
    await cpuKernels.scope(async kernels => kernels.run(tissueKernel, { inputs: [kernels.upload(new Float32Array(length).fill(9999))], parameters: { ...parameters, meanHu: -3 }, length }));
    expect(made.values.every(value => value === 7)).toBe(true);
    await expect(cpuKernels.read(made.lost)).rejects.toThrow(RangeError);
  });

  it('takes scans and masks as floats, in memory of its own', async () => {
    const scan = Int16Array.from({ length }, (_, n) => (n % 4000) - 1000);
    const mask = Uint8Array.from(scan, hu => (hu > 0 ? 1 : 0));
    for (let n = 0; n < 2; n++)
      await cpuKernels.scope(async kernels => {
        expect(await kernels.read(kernels.upload(scan))).toEqual(Float32Array.from(scan));
        expect(await kernels.read(kernels.upload(mask))).toEqual(Float32Array.from(mask));
        kernels.upload(scan); // given back with the scope
      });
  });

  it('clears only what is to be read as 0, where that is said', async () => {
    const [region, within] = [new Uint16Array(2 * 30 * 20), new Uint16Array(2 * 30 * 20)];
    region.set([3, 9], 20);
    within.set([0, 5, 1, 12], 18);
    await cpuKernels.scope(async kernels => void kernels.run(tissueKernel, { inputs: [kernels.upload(new Float32Array(length).fill(50))], parameters, length }));
    await cpuKernels.scope(async kernels => {
      const part = await kernels.read(kernels.run(tissueKernel, { inputs: [kernels.upload(new Float32Array(length).fill(7.5))], parameters, length, region, sparse: within }));
      expect([...part.subarray(9 * 40, 9 * 40 + 5)]).toEqual([0, 0, 0, 0, 0]);
      expect([...part.subarray(10 * 40 + 1, 10 * 40 + 12)]).toEqual([0, 0, 7.5, 7.5, 7.5, 7.5, 7.5, 7.5, 0, 0, 0]);
    });
  });
});
