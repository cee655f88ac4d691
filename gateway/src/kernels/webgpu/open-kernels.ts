import { KERNELS } from '../index.ts';
import { webgpuKernels, type WebgpuKernels } from '../webgpu.ts';
import { openDevice, type AdapterSummary } from './open-device.ts';
import { loadShaderTexts, type ReadShader } from './shader-texts.ts';

export interface OpenedGpu {
  readonly kernels: WebgpuKernels;
  readonly adapter: AdapterSummary;
}

/** Opens a device of `gpu` (a browser's `navigator.gpu`, or Node's) and compiles every kernel on it. Throws gpu/unavailable, gpu/failed. */
export async function openKernels(gpu: GPU, read: ReadShader): Promise<OpenedGpu> {
  const { device, adapter } = await openDevice(gpu);
  const kernels = webgpuKernels(device, await loadShaderTexts(KERNELS, read));
  await kernels.prepare(KERNELS);
  return { kernels, adapter };
}
