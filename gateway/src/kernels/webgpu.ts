import { hostView, type Field, type FieldKind, type HostArrays } from './field.ts';
import type { Kernel, ParameterLayout } from './kernel.ts';
import type { KernelCall, Kernels } from './kernels.ts';
import { BufferPool, MAP_READ, USAGE } from './webgpu/buffer-pool.ts';
import { CommandBatch } from './webgpu/command-batch.ts';
import { DeviceFailures } from './webgpu/device-failures.ts';
import { packParameters, parameterBytes } from './webgpu/parameter-block.ts';
import { Pipelines } from './webgpu/pipelines.ts';
import type { ShaderTexts } from './webgpu/shader-texts.ts';

/** A field's place on the device; undefined once its scope has ended. */
interface GpuField<K extends FieldKind = FieldKind> extends Field<K> {
  buffer: GPUBuffer | undefined;
}

export interface WebgpuKernels extends Kernels {
  /** Compiles kernels before they are needed. Throws gpu/failed. */
  prepare(kernels: readonly Kernel[]): Promise<void>;
  /** True after a failure: every further call throws it. */
  readonly failed: boolean;
  close(): void;
}

const WORKGROUP = 64;
const BYTES = 4;

/**
 * Kernels on a WebGPU device, in a browser or in Node. The device belongs to it from here on. A device's failure throws
 * GatewayError with gpu/out-of-memory, gpu/lost or gpu/failed, from `read` at the latest.
 */
export function webgpuKernels(device: GPUDevice, texts: ShaderTexts): WebgpuKernels {
  const backend = new Backend(device, texts);
  return {
    ...backend.kernels(new Set()),
    prepare: kernels => backend.prepare(kernels),
    get failed() {
      return backend.failures.first !== undefined;
    },
    close: () => backend.close(),
  };
}

class Backend {
  readonly failures: DeviceFailures;
  readonly #device: GPUDevice;
  readonly #batch: CommandBatch;
  readonly #pipelines: Pipelines;
  readonly #fields: BufferPool;
  readonly #staging: BufferPool;

  constructor(device: GPUDevice, texts: ShaderTexts) {
    this.#device = device;
    this.failures = new DeviceFailures(device);
    this.#batch = new CommandBatch(device, this.failures);
    this.#pipelines = new Pipelines(device, texts);
    this.#fields = new BufferPool(device, USAGE.storage | USAGE.copySource | USAGE.copyTarget);
    this.#staging = new BufferPool(device, USAGE.mapRead | USAGE.copyTarget);
  }

  /** The face of the backend for one scope. */
  kernels(made: Set<GpuField>): Kernels {
    const keep = <K extends FieldKind>(field: GpuField<K>) => {
      made.add(field);
      return field;
    };
    return {
      backend: 'webgpu',
      upload: ((values: HostArrays[FieldKind] | Int16Array | Uint8Array) => keep(this.#upload(values instanceof Int16Array || values instanceof Uint8Array ? new Float32Array(values) : values))) as Kernels['upload'],
      run: (kernel, call) => keep(this.#run(kernel, call)),
      read: field => this.#read(field),
      scope: work => this.#scope(work),
    };
  }

  async prepare(kernels: readonly Kernel[]): Promise<void> {
    this.failures.beginWatch();
    const prepared = this.#pipelines.prepare(kernels);
    this.failures.endWatch();
    await prepared.catch((error: unknown) => this.failures.keep(error));
    await this.failures.settle();
  }

  close(): void {
    this.failures.close();
    this.#device.destroy();
  }

  async #scope<T>(work: (kernels: Kernels) => Promise<T>): Promise<T> {
    const made = new Set<GpuField>();
    try {
      return await work(this.kernels(made));
    } finally {
      this.#batch.submit();
      for (const field of made) {
        this.#fields.giveBack(bufferOf(field));
        field.buffer = undefined;
      }
    }
  }

  #upload(values: HostArrays[FieldKind]): GpuField {
    const field = this.#make(values instanceof Float32Array ? 'f32' : values instanceof Int32Array ? 'i32' : 'u32', values.length);
    this.#device.queue.writeBuffer(bufferOf(field), 0, values as Float32Array<ArrayBuffer>);
    return field;
  }

  #make<K extends FieldKind>(kind: K, length: number): GpuField<K> {
    this.failures.throwIfAny();
    this.#batch.open();
    return { kind, length, buffer: this.#fields.take(BYTES * length) };
  }

  #run<I extends readonly FieldKind[], O extends FieldKind, L extends ParameterLayout>(kernel: Kernel<I, O, L>, { inputs, parameters, length, threads }: KernelCall<I, L>): GpuField<O> {
    const out = this.#make(kernel.output, length);
    const bindings = [...inputs, out].map(bindingOf);
    if (threads !== undefined) this.#batch.clear(bindings.at(-1)!);
    this.#batch.dispatch({
      ...this.#pipelines.of(kernel as unknown as Kernel),
      bindings,
      parameterBytes: parameterBytes(kernel.parameters),
      writeParameters: into => packParameters(kernel.parameters, parameters, into),
      workgroups: this.#workgroups(threads ?? length),
    });
    return out;
  }

  /** One long row of workgroups, folded where the device allows no row that long. */
  #workgroups(threads: number): readonly [number, number] {
    const count = Math.max(1, Math.ceil(threads / WORKGROUP));
    const columns = Math.min(count, this.#device.limits.maxComputeWorkgroupsPerDimension);
    return [columns, Math.ceil(count / columns)];
  }

  async #read<K extends FieldKind>(field: Field<K>): Promise<HostArrays[K]> {
    this.failures.throwIfAny();
    const bytes = BYTES * field.length;
    this.#batch.open();
    const staging = this.#staging.take(bytes);
    this.#batch.copy(bufferOf(field), staging, bytes);
    await Promise.resolve(); // reads that are asked for together go in one submission
    this.#batch.submit();
    await staging.mapAsync(MAP_READ, 0, bytes).catch((error: unknown) => this.failures.keep(error));
    await this.failures.settle();
    const values = hostView(field.kind, staging.getMappedRange(0, bytes).slice(0));
    staging.unmap();
    this.#staging.giveBack(staging);
    return values;
  }
}

function bufferOf(field: Field): GPUBuffer {
  const { buffer } = field as GpuField;
  if (!buffer) throw new RangeError('This field is gone: its scope has ended, or another backend made it.');
  return buffer;
}

const bindingOf = (field: Field): GPUBufferBinding => ({ buffer: bufferOf(field), offset: 0, size: BYTES * field.length });
