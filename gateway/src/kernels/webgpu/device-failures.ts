import { GatewayError } from '../../errors.ts';

const FILTERS = ['out-of-memory', 'validation', 'internal'] as const;

/**
 * What goes wrong on a device, which WebGPU tells late and elsewhere. The first failure is kept; from then on every use of the backend
 * throws it: `gpu/out-of-memory`, `gpu/lost`, `gpu/failed`.
 */
export class DeviceFailures {
  readonly #device: GPUDevice;
  #first: GatewayError | undefined;
  #closed = false;
  readonly #pending = new Set<Promise<void>>();

  constructor(device: GPUDevice) {
    this.#device = device;
    device.addEventListener('uncapturederror', event => this.keep((event as GPUUncapturedErrorEvent).error));
    void device.lost.then(({ message }) => this.keep(new GatewayError('gpu/lost', 'The graphics device went away; restart the process to use it again, or set synthesis.backend to cpu.', { cause: message })));
  }

  get first(): GatewayError | undefined {
    return this.#first;
  }

  /** From now on failures are expected: the device is being closed. */
  close(): void {
    this.#first ??= new GatewayError('gpu/lost', 'The graphics device was closed.');
    this.#closed = true;
  }

  throwIfAny(): void {
    if (this.#first) throw this.#first;
  }

  /** Begins to watch what the device is told until `endWatch`; both belong into one piece of synchronous work or one batch. */
  beginWatch(): void {
    for (const filter of FILTERS) this.#device.pushErrorScope(filter);
  }

  endWatch(): void {
    for (let n = 0; n < FILTERS.length; n++) {
      const told = this.#device.popErrorScope().then(error => void (error && this.keep(error)), error => this.keep(error));
      this.#pending.add(told);
      void told.finally(() => this.#pending.delete(told));
    }
  }

  /** Waits until the device has answered for everything watched so far; throws the first failure. */
  async settle(): Promise<void> {
    await Promise.all(this.#pending);
    this.throwIfAny();
  }

  /** Remembers a failure, unless there was one before. */
  keep(error: unknown): void {
    if (!this.#closed) this.#first ??= error instanceof GatewayError ? error : failureOf(error);
  }
}

function failureOf(error: unknown): GatewayError {
  if ((error as object).constructor.name === 'GPUOutOfMemoryError')
    return new GatewayError('gpu/out-of-memory', 'The graphics device has no memory left; close other programs that use it, choose a smaller lesion, or set synthesis.backend to cpu.', { cause: error });
  return new GatewayError('gpu/failed', `The graphics device refused its work: ${String((error as { message?: unknown }).message ?? error).split('\n')[0]}. Set synthesis.backend to cpu, and report it.`, { cause: error });
}
