import { afterAll, describe, expect, it } from 'vitest';
import { checkKernel } from '../../gateway/src/kernels/check-kernel.ts';
import { KERNELS } from '../../gateway/src/kernels/index.ts';
import type { OpenedGpu } from '../../gateway/src/kernels/webgpu/open-kernels.ts';
import { openGpu } from '../../gateway/src/wiring/open-gpu.ts';
import { hasGraphicsDevice } from '../../gateway/src/wiring/has-graphics-device.ts';
import { openSoftwareGpu, softwareDriver } from '../support/software-gpu.ts';

const driver = softwareDriver();
const opened = [...(driver === undefined ? [] : [await openSoftwareGpu(driver)]), ...(await hardware())];
afterAll(() => opened.forEach(({ kernels }) => kernels.close()));

/** A real graphics card, where there is one. */
async function hardware(): Promise<readonly OpenedGpu[]> {
  const gpu = hasGraphicsDevice() ? await openGpu().catch(() => undefined) : undefined;
  return gpu === undefined || gpu.adapter.software ? [] : [gpu];
}

describe.each(opened.map(gpu => [gpu.adapter.name, gpu] as const))('webgpu on %s', (_, { kernels }) => {
  it.each(KERNELS.map(kernel => [kernel.name, kernel] as const))('%s agrees with its reference', async (_name, kernel) => {
    const found = await checkKernel(kernels, kernel);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ agrees }) => !agrees)).toEqual([]);
  });
});
