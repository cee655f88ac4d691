import type { Socket } from 'node:net';
import { GatewayError } from '../errors.ts';

export interface ExchangeLimits {
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly totalTimeoutMs: number;
  /** A peer that stays below this rate over a whole idle time is given up. */
  readonly minBytesPerSecond: number;
}

export interface Watched {
  readonly archive: string;
  readonly socket: () => Socket | undefined;
  /** True while nothing moves because of us: our reader is full or we have nothing to send. */
  readonly stalledByUs: () => boolean;
  readonly giveUp: (failure: GatewayError) => void;
}

/** Watches one exchange from outside, by the bytes its socket has moved: connect, idle, rate and total limits. Call `stop` when it is over. */
export class Watchdog {
  readonly #limits: ExchangeLimits;
  readonly #watched: Watched;
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;
  #connected = false;
  #windowStart = this.#started;
  #windowBytes = 0;

  constructor(limits: ExchangeLimits, watched: Watched) {
    this.#limits = limits;
    this.#watched = watched;
    const shortest = Math.min(limits.connectTimeoutMs, limits.idleTimeoutMs, limits.totalTimeoutMs);
    this.#timer = setInterval(() => this.#tick(performance.now()), Math.min(1000, Math.max(5, shortest / 4)));
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** A new phase (connected, answer begun): silence is counted anew. */
  restart(): void {
    this.#windowStart = performance.now();
    this.#windowBytes = movedBytes(this.#watched.socket());
  }

  #tick(nowMs: number): void {
    const { connectTimeoutMs, totalTimeoutMs, idleTimeoutMs } = this.#limits;
    if (nowMs - this.#started > totalTimeoutMs) return this.#giveUp('took longer than its total time limit', totalTimeoutMs);
    const socket = this.#watched.socket();
    if (socket === undefined || socket.connecting) {
      if (nowMs - this.#started > connectTimeoutMs) this.#giveUp('could not be reached in time', connectTimeoutMs);
      return;
    }
    if (!this.#connected) {
      this.#connected = true;
      return this.restart();
    }
    if (this.#watched.stalledByUs()) return this.restart();
    if (nowMs - this.#windowStart < idleTimeoutMs) return;
    const moved = movedBytes(socket) - this.#windowBytes;
    if (moved < Math.max(1, (this.#limits.minBytesPerSecond * idleTimeoutMs) / 1000)) return this.#giveUp('fell silent or sends too slowly', idleTimeoutMs);
    this.restart();
  }

  #giveUp(what: string, limitMs: number): void {
    this.stop();
    const { archive, giveUp } = this.#watched;
    giveUp(new GatewayError('archive/timeout', `Archive "${archive}" ${what} (${limitMs} ms); try again later or raise the limit in the configuration.`, { context: { archive, limitMs } }));
  }
}

const movedBytes = (socket: Socket | undefined): number => (socket === undefined ? 0 : socket.bytesRead + socket.bytesWritten);
