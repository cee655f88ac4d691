import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { spawnEntry } from '../../spawn-entry.ts';
import type { DecodeReply, DecodeRequest } from './messages.ts';

export interface ChildLimits {
  readonly maxHeapMb: number;
  readonly maxResidentBytes: number;
  readonly timeLimitMs: number;
}

/** The process ended by itself or by another's hand, perhaps while it was idle. */
export class ProcessDiedError extends Error {
  constructor() {
    super('the decoder process died');
  }
}

const WATCH_INTERVAL_MS = 200;
const PAGE_BYTES = 4096;

/** One decoder process that does one request at a time. After any failure it is dead and must be replaced. */
export class DecoderChild {
  readonly #process: ChildProcess;
  readonly #limits: ChildLimits;
  #dead = false;

  constructor(limits: ChildLimits) {
    this.#limits = limits;
    this.#process = spawnEntry(new URL('./decoder-process.ts', import.meta.url), {
      execArgv: [`--max-old-space-size=${limits.maxHeapMb}`],
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#process.on('exit', () => (this.#dead = true));
    this.#process.on('error', () => (this.#dead = true));
  }

  get dead(): boolean {
    return this.#dead;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  kill(): void {
    this.#dead = true;
    this.#process.kill('SIGKILL');
  }

  /** The reply of the process. Rejects with an Error when it dies, takes too long or grows too large; it is killed then. */
  async request(request: DecodeRequest): Promise<DecodeReply> {
    const process = this.#process;
    const settle = new AbortController();
    const { signal } = settle;
    try {
      return await new Promise<DecodeReply>((resolve, reject) => {
        const listen = (event: string, listener: (...args: never[]) => void) => {
          process.on(event, listener as () => void);
          signal.addEventListener('abort', () => process.off(event, listener as () => void));
        };
        listen('message', (reply: DecodeReply) => resolve(reply));
        listen('exit', () => reject(new ProcessDiedError()));
        listen('error', (error: Error) => reject(error));
        this.#watch(signal, reject);
        process.send(request, error => error && reject(new ProcessDiedError()));
      });
    } catch (error) {
      this.kill();
      throw error;
    } finally {
      settle.abort();
    }
  }

  /** Time by the clock; memory by resident pages, since WebAssembly memory is not in the heap that Node limits. */
  #watch(signal: AbortSignal, reject: (error: Error) => void): void {
    const deadline = setTimeout(() => reject(new Error(`it took longer than ${this.#limits.timeLimitMs} ms`)), this.#limits.timeLimitMs);
    const watch = setInterval(async () => {
      const resident = await residentBytes(this.#process.pid);
      if (resident > this.#limits.maxResidentBytes) reject(new Error(`the decoder process grew to ${resident} bytes`));
    }, WATCH_INTERVAL_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(deadline);
      clearInterval(watch);
    });
  }
}

/** Resident memory of a process where /proc tells it, else 0. */
async function residentBytes(pid: number | undefined): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return (Number(statm.split(' ')[1]) || 0) * PAGE_BYTES;
}
