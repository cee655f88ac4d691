import { readFile } from 'node:fs/promises';
import { GatewayError } from '../errors.ts';
import { openKernels, type OpenedGpu } from '../kernels/webgpu/open-kernels.ts';

const SHADERS = new URL('../kernels/', import.meta.url);
const readShader = (folder: string, name: string) => readFile(new URL(`${folder}/${name}.wgsl`, SHADERS), 'utf8');

/** A device of this package crashes the process once its instance is collected as garbage, so instances are kept. */
const instances: GPU[] = [];

/** Opens a graphics device in Node and compiles the kernels on it. Throws gpu/unavailable, gpu/failed. */
export async function openGpu(): Promise<OpenedGpu> {
  const { create } = await import('webgpu').catch((cause: unknown) => {
    throw new GatewayError('gpu/unavailable', 'The package "webgpu" cannot be loaded on this machine; set synthesis.backend to cpu.', { cause });
  });
  const instance = create([]);
  instances.push(instance);
  return openKernels(instance, readShader);
}
