import type { ChildProcess } from 'node:child_process';
import { GatewayError } from '../errors.ts';
import { spawnEntry } from '../spawn-entry.ts';
import { ExchangeFile, readTensors, writeTensors } from './exchange-file.ts';
import type { NamedTensors } from './session.ts';
import type { FromWorker, Provider, ProviderAttempt, ToWorker } from './worker-messages.ts';

/** A network file. */
export interface GraphFile {
  /** Of the model, for messages. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

export interface WorkerOptions {
  readonly providers: readonly Provider[];
  readonly threads: number;
  /** A run that takes longer is killed. */
  readonly timeoutMs: number;
  /** A load, with the start of the process, that takes longer is killed. */
  readonly loadTimeoutMs: number;
  /** Each try of a provider, as it happens. */
  readonly onAttempt: (attempt: ProviderAttempt, network: GraphFile) => void;
}

/** One run: inputs by name, and the outputs wanted. */
export interface GraphRun {
  readonly inputs: NamedTensors;
  readonly outputs: readonly string[];
  /** Memory for outputs, by name, of exactly their size; absent: new memory for each. */
  readonly into?: Readonly<Record<string, Float32Array>> | undefined;
}

export interface GraphResult {
  readonly outputs: NamedTensors;
  readonly provider: Provider;
  /** Time in the bare session run. */
  readonly runMs: number;
}

/** One inference process, seen from its parent. One call at a time. */
export class WorkerProcess {
  readonly #options: WorkerOptions;
  readonly #exchange = new ExchangeFile();
  readonly #child: ChildProcess;
  #pending: { resolve: (answer: FromWorker) => void; reject: (error: Error) => void } | undefined;
  #loaded: { network: GraphFile; provider: Provider } | undefined;
  #isAlive = true;
  #isDoomed = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#child = spawnEntry(new URL('./worker.ts', import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc', this.#exchange.fd] });
    this.#child.on('message', message => this.#pending?.resolve(message as FromWorker));
    this.#child.once('exit', (code, signal) => this.#ended(signal ?? `exit code ${code}`));
    this.#child.once('error', error => this.#ended(error.message));
    this.#setReferenced(false);
  }

  /** False once it has ended or been told to. */
  get isAlive(): boolean {
    return this.#isAlive && !this.#isDoomed;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  holds(network: GraphFile): boolean {
    return this.#loaded?.network.path === network.path && this.#loaded.network.sha256 === network.sha256;
  }

  /** Loads the network if it is not loaded already. Throws model/altered, model/unreadable, inference/no-provider, inference/crashed, inference/timeout. */
  async load(network: GraphFile): Promise<Provider> {
    if (this.holds(network)) return this.#loaded!.provider;
    this.#loaded = undefined;
    const { providers, threads, onAttempt } = this.#options;
    const answer = await this.#ask({ kind: 'load', path: network.path, sha256: network.sha256, providers, threads }, network);
    if (answer.kind !== 'ran') for (const attempt of answer.attempts ?? []) onAttempt(attempt, network);
    if (answer.kind !== 'loaded') throw failure(answer, network);
    this.#loaded = { network, provider: answer.provider };
    return answer.provider;
  }

  /** Runs the network on its inputs. Throws as `load`, and model/wrong-shape. */
  async run(network: GraphFile, { inputs, outputs, into }: GraphRun): Promise<GraphResult> {
    const provider = await this.load(network);
    const inputBytes = this.#hand(inputs);
    const shapes = Object.entries(inputs).map(([name, { shape }]) => ({ name, shape }));
    const answer = await this.#ask({ kind: 'run', inputs: shapes, outputs }, network);
    if (answer.kind !== 'ran') {
      // Whatever made it fail, a fresh process has its memory back.
      if (answer.kind !== 'failed' || answer.code !== 'model/wrong-shape') this.kill();
      throw failure(answer, network);
    }
    return { outputs: readTensors(this.#exchange.fd, answer.outputs, { position: inputBytes, into }), provider, runMs: answer.runMs };
  }

  /** Bytes written. */
  #hand(inputs: NamedTensors): number {
    try {
      return writeTensors(this.#exchange.fd, Object.values(inputs), 0);
    } catch (cause) {
      throw new GatewayError('storage/disk-full', 'There is no room to hand a window to an inference process; free space in /dev/shm or the folder for temporary files.', { cause });
    }
  }

  /** Ends an idle process; it leaves by itself. */
  end(): void {
    this.#isDoomed = true;
    if (this.#child.connected) this.#child.disconnect();
  }

  /** Ends the process at once, whatever it does. */
  kill(): void {
    this.#isDoomed = true;
    this.#child.kill('SIGKILL');
  }

  #ask(message: ToWorker, network: GraphFile): Promise<FromWorker> {
    if (!this.isAlive) return Promise.reject(crashed('it had ended before', network));
    this.#setReferenced(true);
    const timeoutMs = message.kind === 'load' ? this.#options.loadTimeoutMs : this.#options.timeoutMs;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<FromWorker>((resolve, reject) => {
      this.#pending = { resolve, reject: error => reject(crashed(error.message, network)) };
      timer = setTimeout(() => {
        reject(new GatewayError('inference/timeout', `Model ${network.name} took longer than ${timeoutMs / 1000} s for one step; use fewer processes, a smaller model or a faster machine.`, { context: { model: network.name, timeoutMs } }));
        this.kill();
      }, timeoutMs);
      this.#child.send(message, error => error && this.#pending?.reject(error));
    });
    return answer.finally(() => {
      clearTimeout(timer);
      this.#pending = undefined;
      this.#setReferenced(false);
    });
  }

  #ended(reason: string): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#exchange.close();
    this.#pending?.reject(new Error(reason));
  }

  /** An idle child must not keep the gateway from ending. */
  #setReferenced(isBusy: boolean): void {
    if (isBusy) {
      this.#child.ref();
      this.#child.channel?.ref();
    } else {
      this.#child.unref();
      this.#child.channel?.unref();
    }
  }
}

function crashed(reason: string, { name }: GraphFile): GatewayError {
  return new GatewayError('inference/crashed', `The process that ran model ${name} died (${reason}); try again, and give the machine more memory or use fewer processes if it stays.`, { context: { model: name, reason } });
}

function failure(answer: FromWorker, { name }: GraphFile): GatewayError {
  if (answer.kind !== 'failed') return new GatewayError('internal', `An inference process answered "${answer.kind}" out of turn.`);
  const { code, detail } = answer;
  const context = { model: name, reason: detail.slice(0, 300) };
  if (code === 'model/altered') return new GatewayError(code, `The file of model ${name} is not the one its manifest names; install the model again.`, { context: { model: name } });
  if (code === 'model/unreadable') return new GatewayError(code, `The file of model ${name} cannot be read; install the model again.`, { context: { model: name } });
  if (code === 'model/unsupported') return new GatewayError(code, `The file of model ${name} cannot be run (${detail.slice(0, 300)}); export it again with operators that ONNX Runtime has.`, { context });
  if (code === 'model/wrong-shape') return new GatewayError(code, `Model ${name} does not take or give what its manifest says: ${detail.slice(0, 300)}. Correct the manifest, or export the model again.`, { context });
  if (code === 'inference/no-provider') return new GatewayError(code, `No execution provider could open model ${name}; check the providers in the configuration.`, { context });
  return new GatewayError(code, `Model ${name} failed while running; check that the machine has enough memory and that the model fits its manifest.`, { context });
}
