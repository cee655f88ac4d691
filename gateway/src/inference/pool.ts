import type { Logger } from '../log.ts';
import type { TensorData } from './session.ts';
import type { Provider, ProviderAttempt } from './worker-messages.ts';
import { WorkerProcess, type GraphFile, type GraphResult, type GraphRun } from './worker-process.ts';

/** A network of one input and one output. */
export interface NetworkFile extends GraphFile {
  readonly input: string;
  readonly output: string;
}

export interface RunResult extends TensorData {
  readonly provider: Provider;
  /** Time in the bare session run. */
  readonly runMs: number;
}

export interface RunInput extends TensorData {
  /** Memory for the answer, used when it has exactly its size; absent: new memory. */
  readonly into?: Float32Array | undefined;
}

export interface PoolOptions {
  /** Inference processes at the same time, one session each. */
  readonly processes: number;
  readonly threadsPerProcess: number;
  /** Tried in this order by every process. */
  readonly providers: readonly Provider[];
  readonly log?: Logger;
  /** One window that takes longer is killed. Default 5 minutes. */
  readonly timeoutMs?: number;
  /** One start of a process with its model that takes longer is killed. Default 2 minutes. */
  readonly loadTimeoutMs?: number;
  /** An idle process is ended after this long, so that its memory returns. Default 1 minute. */
  readonly idleMs?: number;
}

interface Waiting {
  readonly network: GraphFile;
  readonly serve: (slot: Slot) => void;
}

interface Slot {
  worker: WorkerProcess | undefined;
  isBusy: boolean;
  idle: NodeJS.Timeout | undefined;
}

/**
 * Runs networks in child processes, so that neither a run nor a crash nor a shortage of memory touches this process.
 * First come, first served; a process that already holds the network is preferred. A dead process is replaced by the next call.
 */
export class InferencePool {
  readonly processes: number;
  readonly #options: PoolOptions;
  readonly #slots: readonly Slot[];
  readonly #queue: Waiting[] = [];
  readonly #attempts: ProviderAttempt[] = [];
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.processes = options.processes;
    this.#slots = Array.from({ length: options.processes }, () => ({ worker: undefined, isBusy: false, idle: undefined }));
  }

  /** The latest tries to open a provider, newest last. */
  get attempts(): readonly ProviderAttempt[] {
    return this.#attempts;
  }

  /** Process ids of the children alive. */
  get pids(): readonly number[] {
    return this.#slots.flatMap(({ worker }) => (worker?.isAlive && worker.pid !== undefined ? [worker.pid] : []));
  }

  /** Opens the network in one process and says which provider took it. Throws model/*, inference/*. */
  load(network: GraphFile): Promise<Provider> {
    return this.#with(network, undefined, worker => worker.load(network));
  }

  /**
   * Runs the network on one tensor. When the signal aborts, rejects at once with its reason; a run under way ends by itself.
   * Throws model/altered, model/unreadable, model/unsupported, model/wrong-shape, inference/no-provider, inference/crashed, inference/timeout.
   */
  async run(network: NetworkFile, { data, shape, into }: RunInput, signal?: AbortSignal): Promise<RunResult> {
    const { input, output } = network;
    const { outputs, provider, runMs } = await this.runGraph(network, { inputs: { [input]: { data, shape } }, outputs: [output], into: into && { [output]: into } }, signal);
    return { ...outputs[output]!, provider, runMs };
  }

  /** As `run`, for a graph of several inputs and outputs. */
  runGraph(graph: GraphFile, run: GraphRun, signal?: AbortSignal): Promise<GraphResult> {
    return this.#with(graph, signal, worker => worker.run(graph, run));
  }

  /** Kills every process. Calls under way fail with inference/crashed. */
  close(): void {
    this.#isClosed = true;
    for (const { worker, idle } of this.#slots) {
      clearTimeout(idle);
      worker?.kill();
    }
  }

  async #with<T>(network: GraphFile, signal: AbortSignal | undefined, use: (worker: WorkerProcess) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new RangeError('The inference pool is closed.');
    signal?.throwIfAborted();
    const slot = await this.#acquire(network, signal);
    const work = (async () => {
      try {
        return await use(this.#workerOf(slot));
      } finally {
        this.#release(slot);
      }
    })();
    return signal ? orAborted(work, signal) : work;
  }

  #acquire(network: GraphFile, signal?: AbortSignal): Promise<Slot> {
    const free = this.#choose(network);
    if (free) {
      free.isBusy = true;
      return Promise.resolve(free);
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        reject(signal!.reason as Error);
      };
      const waiting: Waiting = {
        network,
        serve: slot => {
          signal?.removeEventListener('abort', onAbort);
          resolve(slot);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(waiting);
    });
  }

  /** A free slot: best one that holds the network, then an empty one, then any. */
  #choose(network: GraphFile): Slot | undefined {
    const free = this.#slots.filter(slot => !slot.isBusy);
    return free.find(({ worker }) => worker?.isAlive && worker.holds(network)) ?? free.find(({ worker }) => !worker?.isAlive) ?? free[0];
  }

  #workerOf(slot: Slot): WorkerProcess {
    clearTimeout(slot.idle);
    if (slot.worker?.isAlive) return slot.worker;
    const { providers, threadsPerProcess: threads, timeoutMs = 5 * 60_000, loadTimeoutMs = 2 * 60_000 } = this.#options;
    return (slot.worker = new WorkerProcess({ providers, threads, timeoutMs, loadTimeoutMs, onAttempt: (attempt, network) => this.#note(attempt, network) }));
  }

  #release(slot: Slot): void {
    const waiting = this.#queue.shift();
    if (waiting) return waiting.serve(slot);
    slot.isBusy = false;
    slot.idle = setTimeout(() => {
      if (slot.isBusy) return;
      slot.worker?.end();
      slot.worker = undefined;
    }, this.#options.idleMs ?? 60_000).unref();
  }

  #note(attempt: ProviderAttempt, { name }: GraphFile): void {
    this.#attempts.push(attempt);
    if (this.#attempts.length > 50) this.#attempts.shift();
    const { provider, ok, reason } = attempt;
    if (ok) this.#options.log?.info('execution provider opened', { provider, model: name });
    else this.#options.log?.info('execution provider not usable', { provider, model: name, reason });
  }
}

/** The work's outcome, or the signal's reason as soon as it aborts; the work itself runs on unheard. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
