import { readFile } from 'node:fs/promises';
import { GatewayError } from '../errors.ts';
import { KERNELS } from '../kernels/index.ts';
import { webgpuKernels, type WebgpuKernels } from '../kernels/webgpu.ts';
import { openDevice, type AdapterSummary } from '../kernels/webgpu/open-device.ts';
import { loadShaderTexts } from '../kernels/webgpu/shader-texts.ts';

export interface OpenedGpu {
  readonly kernels: WebgpuKernels;
  readonly adapter: AdapterSummary;
}

/** A device of this package crashes the process once its instance is collected as garbage, so instances are kept. */
const instances: GPU[] = [];

const SHADERS = new URL('../kernels/', import.meta.url);
const readShader = (folder: string, name: string) => readFile(new URL(`${folder}/${name}.wgsl`, SHADERS), 'utf8');

/** Opens a graphics device in Node and compiles the kernels on it. Throws gpu/unavailable, gpu/failed. */
export async function openGpu(): Promise<OpenedGpu> {
  const { create } = await import('webgpu').catch((cause: unknown) => {
    throw new GatewayError('gpu/unavailable', 'The package "webgpu" cannot be loaded on this machine; set synthesis.backend to cpu.', { cause });
  });
  const instance = create([]);
  instances.push(instance);
  const { device, adapter } = await openDevice(instance);
  const kernels = webgpuKernels(device, await loadShaderTexts(KERNELS, readShader));
  await kernels.prepare(KERNELS);
  return { kernels, adapter };
}
