import { randomUUID } from 'node:crypto';
import { accessSync, closeSync, constants, openSync, readSync, statfsSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NamedTensors, TensorData } from './session.ts';
import type { NamedShape } from './worker-messages.ts';

/**
 * A nameless file through which two processes pass tensors. Unlinked as soon as it is open and inherited by descriptor, so it vanishes
 * with the processes, however they end. In memory (/dev/shm) where the system has room there, else in the folder for temporary files.
 */
export class ExchangeFile {
  readonly fd: number;

  constructor() {
    this.fd = openNameless();
  }

  close(): void {
    closeSync(this.fd);
  }
}

export interface ReadOptions {
  /** Byte at which the first tensor begins. Default 0. */
  readonly position?: number;
  /** Memory to use again, by tensor name. */
  readonly into?: Readonly<Record<string, Float32Array>> | undefined;
}

/** Writes all floats at a byte position. Throws ENOSPC when the file system is full. */
function writeFloats(fd: number, data: Float32Array, position: number): void {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}

/** Fills the floats from a byte position. Throws when the file ends early. */
function readFloats(fd: number, data: Float32Array, position: number): void {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  for (let done = 0, read = 0; done < bytes.length; done += read) {
    read = readSync(fd, bytes, done, bytes.length - done, position + done);
    if (read === 0) throw new Error('the exchange file ended early');
  }
}

/** Writes tensors one after the other; the position after the last. */
export function writeTensors(fd: number, tensors: readonly TensorData[], position: number): number {
  let at = position;
  for (const { data } of tensors) {
    writeFloats(fd, data, at);
    at += data.byteLength;
  }
  return at;
}

/** Reads tensors that lie one after the other; into the given memory those that fit it exactly. */
export function readTensors(fd: number, shapes: readonly NamedShape[], { position = 0, into = {} }: ReadOptions = {}): NamedTensors {
  let at = position;
  const read = shapes.map(({ name, shape }) => {
    const length = shape.reduce((product, n) => product * n, 1);
    const data = into[name]?.length === length ? into[name] : new Float32Array(length);
    readFloats(fd, data, at);
    at += data.byteLength;
    return [name, { data, shape }] as const;
  });
  return Object.fromEntries(read);
}

/** Containers often have a memory file system of 64 MB: too small for many windows at once. */
const ENOUGH_BYTES = 512 * 2 ** 20;
const MEMORY = '/dev/shm';

function openNameless(): number {
  const path = join(hasMemoryFiles() ? MEMORY : tmpdir(), `lesion-forge-${randomUUID()}`);
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return fd;
}

function hasMemoryFiles(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}
