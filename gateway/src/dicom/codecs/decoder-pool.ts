import { GatewayError } from '../../errors.ts';
import { DecoderChild, ProcessDiedError, type ChildLimits } from './decoder-child.ts';
import type { CompressedCoding, FrameShape } from './messages.ts';

export interface PoolOptions extends Partial<ChildLimits> {
  readonly processes?: number;
}

/** Frames of one object, all compressed alike. `label` goes into the context of a failure. */
export interface DecodeJob {
  readonly coding: CompressedCoding;
  readonly shape: FrameShape;
  readonly frames: readonly Uint8Array[];
  readonly label: { readonly sopInstanceUid: string; readonly frameNumbers: readonly number[] };
}

const DEFAULTS = { processes: 2, maxHeapMb: 256, maxResidentBytes: 768 * 1024 * 1024, timeLimitMs: 30_000 } as const;

/** Decoder processes, started when first needed. Close it when done. */
export class DecoderPool {
  readonly #limits: ChildLimits;
  readonly #size: number;
  readonly #idle: DecoderChild[] = [];
  readonly #all = new Set<DecoderChild>();
  readonly #waiting: ((child: DecoderChild) => void)[] = [];
  #nextId = 1;
  #closed = false;

  constructor({ processes = DEFAULTS.processes, ...limits }: PoolOptions = {}) {
    this.#size = processes;
    this.#limits = { ...DEFAULTS, ...limits };
  }

  /** Number of requests that can be worked on at once. */
  get size(): number {
    return this.#size;
  }

  /** Process ids of the decoders alive. */
  get pids(): readonly number[] {
    return [...this.#all].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /**
   * Stored values of the frames, little endian. Throws `pixels/undecodable` with the reason; a process that damaged
   * data may have harmed is not used again. A process that died is given one more chance, since it may have died before.
   */
  async decode(job: DecodeJob): Promise<readonly Uint8Array[]> {
    const context = { sopInstanceUid: job.label.sopInstanceUid, coding: job.coding };
    try {
      return await this.#attempt(job).catch((error: unknown) => {
        if (!(error instanceof ProcessDiedError) || this.#closed) throw error;
        this.#discardIdle();
        return this.#attempt(job);
      });
    } catch (error) {
      if (error instanceof GatewayError || error instanceof RangeError) throw error;
      throw undecodable(error instanceof Error ? error.message : String(error), context);
    }
  }

  async #attempt({ coding, shape, frames, label }: DecodeJob): Promise<readonly Uint8Array[]> {
    const child = await this.#take();
    try {
      const reply = await child.request({ id: this.#nextId++, coding, shape, frames });
      if ('frames' in reply) return reply.frames;
      if (reply.spoiled) child.kill();
      throw undecodable(reply.reason, { sopInstanceUid: label.sopInstanceUid, coding, failedFrame: label.frameNumbers[reply.failedFrame] });
    } finally {
      this.#giveBack(child);
    }
  }

  close(): void {
    this.#closed = true;
    for (const child of this.#all) child.kill();
    this.#all.clear();
  }

  #take(): DecoderChild | Promise<DecoderChild> {
    if (this.#closed) throw new RangeError('The decoder pool is closed.');
    for (let child = this.#idle.pop(); child; child = this.#idle.pop()) {
      if (!child.dead) return child;
      this.#all.delete(child);
    }
    if (this.#all.size < this.#size) return this.#start();
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  /** What ended one process may have ended the idle ones too, and their exit may not have been seen yet. */
  #discardIdle(): void {
    for (const child of this.#idle.splice(0)) {
      child.kill();
      this.#all.delete(child);
    }
  }

  #start(): DecoderChild {
    const child = new DecoderChild(this.#limits);
    this.#all.add(child);
    return child;
  }

  #giveBack(child: DecoderChild): void {
    if (child.dead) this.#all.delete(child);
    if (this.#closed) return;
    const next = this.#waiting.shift();
    if (next) next(child.dead ? this.#start() : child);
    else if (!child.dead) this.#idle.push(child);
  }
}

const undecodable = (reason: string, context: Record<string, unknown>) =>
  new GatewayError('pixels/undecodable', `Pixel data cannot be decoded: ${reason.replace(/[^\x20-\x7e]/g, ' ').slice(0, 200)}. Send the object again or leave the series out.`, { context });
