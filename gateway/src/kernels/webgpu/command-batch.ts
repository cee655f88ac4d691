import { USAGE } from './buffer-pool.ts';
import type { DeviceFailures } from './device-failures.ts';

export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Inputs in order, then the output. */
  readonly bindings: readonly GPUBufferBinding[];
  readonly parameterBytes: number;
  writeParameters(into: DataView): void;
  readonly workgroups: readonly [number, number];
}

const ARENA_BYTES = 64 * 1024;

/** Commands that go to the device together: calls cost microseconds each, a submission far more. */
export class CommandBatch {
  readonly #device: GPUDevice;
  readonly #failures: DeviceFailures;
  /** Parameter structs of the commands at hand, one slot each. */
  readonly #arena: GPUBuffer;
  readonly #hostArena = new ArrayBuffer(ARENA_BYTES);
  #arenaUsed = 0;
  #encoder: GPUCommandEncoder | undefined;
  #pass: GPUComputePassEncoder | undefined;

  constructor(device: GPUDevice, failures: DeviceFailures) {
    this.#device = device;
    this.#failures = failures;
    this.#arena = device.createBuffer({ size: ARENA_BYTES, usage: USAGE.storage | USAGE.copyTarget });
  }

  /** Begins a batch unless one has begun; whatever the device is told from here on is watched for errors. */
  open(): GPUCommandEncoder {
    if (this.#encoder) return this.#encoder;
    this.#failures.beginWatch();
    return (this.#encoder = this.#device.createCommandEncoder());
  }

  dispatch({ pipeline, layout, bindings, parameterBytes, writeParameters, workgroups }: Dispatch): void {
    const slot = this.#reserve(parameterBytes);
    writeParameters(new DataView(this.#hostArena, slot, parameterBytes));
    this.#pass ??= this.open().beginComputePass();
    const resources: GPUBufferBinding[] = [{ buffer: this.#arena, offset: slot, size: parameterBytes }, ...bindings];
    this.#pass.setPipeline(pipeline);
    this.#pass.setBindGroup(0, this.#device.createBindGroup({ layout, entries: resources.map((resource, binding) => ({ binding, resource })) }));
    this.#pass.dispatchWorkgroups(...workgroups);
  }

  clear({ buffer, size }: GPUBufferBinding): void {
    this.#outsidePass().clearBuffer(buffer, 0, size);
  }

  copy(from: GPUBuffer, to: GPUBuffer, bytes: number): void {
    this.#outsidePass().copyBufferToBuffer(from, 0, to, 0, bytes);
  }

  /** Sends what has been gathered to the device. */
  submit(): void {
    if (!this.#encoder) return;
    const commands = this.#outsidePass().finish();
    this.#device.queue.writeBuffer(this.#arena, 0, this.#hostArena, 0, this.#arenaUsed);
    this.#device.queue.submit([commands]);
    this.#failures.endWatch();
    this.#encoder = undefined;
    this.#arenaUsed = 0;
  }

  #outsidePass(): GPUCommandEncoder {
    this.#pass?.end();
    this.#pass = undefined;
    return this.open();
  }

  #reserve(bytes: number): number {
    const alignment = this.#device.limits.minStorageBufferOffsetAlignment;
    if (this.#arenaUsed + bytes > ARENA_BYTES) this.submit();
    const slot = this.#arenaUsed;
    this.#arenaUsed = alignment * Math.ceil((slot + bytes) / alignment);
    return slot;
  }
}
