import { hostArray, hostView, type FieldKind, type HostArrays } from './field.ts';

/** Idle memory beyond this many bytes is left to the garbage collector. */
const MOST_IDLE_BYTES = 256 * 1024 * 1024;
const BYTES = 4;
/** Smaller arrays are cheaper to make than to keep. */
const SMALLEST_BYTES = 16 * 1024;

/** Memory of fields that are done with, kept for the next ones: fresh pages cost more than most kernels. */
export class ArrayPool {
  readonly #idle = new Map<number, ArrayBuffer[]>();
  #idleBytes = 0;

  /** An array of zeros, or of anything where it need not be clear. */
  take<K extends FieldKind>(kind: K, length: number, clear = true): HostArrays[K] {
    if (BYTES * length < SMALLEST_BYTES) return hostArray(kind, length);
    const size = sizeClass(BYTES * length);
    const known = this.#idle.get(size)?.pop();
    if (!known) return hostView(kind, new ArrayBuffer(size), length);
    this.#idleBytes -= size;
    const array = hostView(kind, known, length);
    if (clear) array.fill(0);
    return array;
  }

  /** Takes an array of `take` back; nobody may use it any more. */
  giveBack({ buffer }: { readonly buffer: ArrayBufferLike }): void {
    const size = buffer.byteLength;
    if (size < SMALLEST_BYTES || this.#idleBytes + size > MOST_IDLE_BYTES || !(buffer instanceof ArrayBuffer)) return;
    this.#idleBytes += size;
    const same = this.#idle.get(size);
    if (same) same.push(buffer);
    else this.#idle.set(size, [buffer]);
  }
}

/** Four sizes an octave, so that similar crops share memory and at most a quarter is wasted. */
function sizeClass(bytes: number): number {
  const step = 2 ** Math.floor(Math.log2(bytes)) / 4;
  return step * Math.ceil(bytes / step);
}
