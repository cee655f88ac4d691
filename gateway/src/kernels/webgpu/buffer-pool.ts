import { GatewayError } from '../../errors.ts';

/** GPUBufferUsage and GPUMapMode, which are globals in browsers alone (WebGPU, section 5). */
export const USAGE = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, storage: 0x80 } as const;
export const MAP_READ = 0x1;

/** Idle buffers beyond this many bytes are given back to the system. */
const MOST_IDLE_BYTES = 512 * 1024 * 1024;

/** Buffers of one usage, kept for the next lesion: making one costs more than a small kernel. */
export class BufferPool {
  readonly #device: GPUDevice;
  readonly #usage: number;
  readonly #idle = new Map<number, GPUBuffer[]>();
  #idleBytes = 0;

  constructor(device: GPUDevice, usage: number) {
    this.#device = device;
    this.#usage = usage;
  }

  /** A buffer of at least so many bytes; what it holds is anything. Throws gpu/out-of-memory when the device has no buffers that large. */
  take(bytes: number): GPUBuffer {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#device.limits;
    const limitBytes = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    if (bytes > limitBytes)
      throw new GatewayError('gpu/out-of-memory', `A field of ${mebibytes(bytes)} MiB is wanted, but this graphics device allows ${mebibytes(limitBytes)} MiB; choose a smaller lesion, or set synthesis.backend to cpu.`, { context: { bytes, limitBytes } });
    const size = Math.min(limitBytes, sizeClass(bytes));
    const known = this.#idle.get(size)?.pop();
    if (!known) return this.#device.createBuffer({ size, usage: this.#usage });
    this.#idleBytes -= size;
    return known;
  }

  /** Takes a buffer back. Everything that uses it must have been submitted. */
  giveBack(buffer: GPUBuffer): void {
    if (this.#idleBytes + buffer.size > MOST_IDLE_BYTES) return buffer.destroy();
    this.#idleBytes += buffer.size;
    const same = this.#idle.get(buffer.size);
    if (same) same.push(buffer);
    else this.#idle.set(buffer.size, [buffer]);
  }
}

const mebibytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);

/** Four sizes an octave, so that similar crops share buffers and at most a quarter is wasted. */
function sizeClass(bytes: number): number {
  const step = Math.max(256, 2 ** Math.floor(Math.log2(Math.max(1, bytes))) / 4);
  return step * Math.max(1, Math.ceil(bytes / step));
}
