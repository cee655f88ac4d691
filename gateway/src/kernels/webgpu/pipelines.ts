import type { Kernel } from '../kernel.ts';
import type { ShaderTexts } from './shader-texts.ts';

export interface CompiledKernel {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

const COMPUTE_STAGE = 0x4;

/** Compiles each kernel once a device. */
export class Pipelines {
  readonly #device: GPUDevice;
  readonly #texts: ShaderTexts;
  readonly #compiled = new Map<string, CompiledKernel>();

  constructor(device: GPUDevice, texts: ShaderTexts) {
    this.#device = device;
    this.#texts = texts;
  }

  /** Compiles beforehand and beside this thread, so that the first lesion need not wait. */
  async prepare(kernels: readonly Kernel[]): Promise<void> {
    await Promise.all(
      kernels.map(async kernel => {
        const { layout, descriptor } = this.#describe(kernel);
        this.#compiled.set(kernel.name, { layout, pipeline: await this.#device.createComputePipelineAsync(descriptor) });
      }),
    );
  }

  of(kernel: Kernel): CompiledKernel {
    const known = this.#compiled.get(kernel.name);
    if (known) return known;
    const { layout, descriptor } = this.#describe(kernel);
    const made = { layout, pipeline: this.#device.createComputePipeline(descriptor) };
    this.#compiled.set(kernel.name, made);
    return made;
  }

  #describe(kernel: Kernel) {
    const types = ['read-only-storage', ...kernel.inputs.map(() => 'read-only-storage' as const), 'storage'] as const;
    const layout = this.#device.createBindGroupLayout({ entries: types.map((type, binding) => ({ binding, visibility: COMPUTE_STAGE, buffer: { type } })) });
    const module = this.#device.createShaderModule({ label: kernel.name, code: this.#texts(kernel) });
    return { layout, descriptor: { label: kernel.name, layout: this.#device.createPipelineLayout({ bindGroupLayouts: [layout] }), compute: { module, entryPoint: 'main' } } };
  }
}
