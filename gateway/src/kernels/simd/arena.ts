import { hostArray, hostView, type FieldKind, type HostArrays } from '../field.ts';

const BYTES = 4;
/** Where arrays begin: room for the widest loads and for a cache line. */
export const ALIGNMENT = 64;

/** The arrays of one scope. */
export interface Shelf {
  /** An array of zeros, or of anything where it need not be clear; outside the arena if that is full or the shelf closed. */
  take<K extends FieldKind>(kind: K, length: number, clear?: boolean): HostArrays[K];
  /** Frees all of them; nobody may use one any more. */
  close(): void;
}

/** Memory of fields, used again and again: fresh pages cost more than most kernels. Scopes take it as a stack; what ends in another order is free once the later ones have ended. */
export class Arena {
  readonly buffer: ArrayBuffer;
  /** Where the last array of each open shelf ends. */
  readonly #ends = new Map<Shelf, number>();
  /** Up to here it has been used: beyond, it is still zeros. */
  #used = 0;

  /** `buffer` holds zeros. */
  constructor(buffer: ArrayBuffer) {
    this.buffer = buffer;
  }

  open(): Shelf {
    const shelf: Shelf = {
      take: (kind, length, clear = true) => {
        const offset = this.#top();
        const end = offset + BYTES * length;
        if (end > this.buffer.byteLength || !this.#ends.has(shelf)) return hostArray(kind, length);
        const array = hostView(kind, this.buffer, { offset, length });
        if (clear && offset < this.#used) array.fill(0);
        this.#ends.set(shelf, end);
        this.#used = Math.max(this.#used, end);
        return array;
      },
      close: () => this.#ends.delete(shelf),
    };
    this.#ends.set(shelf, this.#top());
    return shelf;
  }

  /** Where so many bytes are free until somebody takes an array; undefined where they are not. */
  spare(bytes: number): number | undefined {
    const offset = this.#top();
    if (offset + bytes > this.buffer.byteLength) return undefined;
    this.#used = Math.max(this.#used, offset + bytes);
    return offset;
  }

  #top(): number {
    return ALIGNMENT * Math.ceil(Math.max(0, ...this.#ends.values()) / ALIGNMENT);
  }
}
