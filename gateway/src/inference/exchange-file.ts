import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A nameless file through which two processes pass tensors. Unlinked as soon as it is open and inherited by descriptor, so it vanishes
 * with the processes, however they end. In memory (/dev/shm) where the system has that.
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

/** Writes all floats at a byte position. Throws ENOSPC when the file system is full. */
export function writeFloats(fd: number, data: Float32Array, position: number): void {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}

/** Reads `length` floats from a byte position. Throws when the file ends early. */
export function readFloats(fd: number, length: number, position: number): Float32Array {
  const data = new Float32Array(length);
  const bytes = new Uint8Array(data.buffer);
  for (let done = 0, read = 0; done < bytes.length; done += read) {
    read = readSync(fd, bytes, done, bytes.length - done, position + done);
    if (read === 0) throw new Error('the exchange file ended early');
  }
  return data;
}

function openNameless(): number {
  for (const folder of ['/dev/shm', tmpdir()]) {
    const path = join(folder, `lesion-forge-${randomUUID()}`);
    try {
      const fd = openSync(path, 'wx+', 0o600);
      unlinkSync(path);
      return fd;
    } catch (error) {
      if (folder !== '/dev/shm') throw error;
    }
  }
  throw new RangeError('unreachable');
}
