import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../errors.ts';

/** Writes files so that each is whole or absent: under a temporary name first, then renamed. Throws storage/disk-full, input/unreadable. */
export class OutputFolder {
  readonly path: string;
  readonly written: string[] = [];

  constructor(path: string) {
    this.path = path;
  }

  async write(name: string, content: Uint8Array | string): Promise<void> {
    const target = join(this.path, name);
    const partial = `${target}.partial`;
    try {
      await mkdir(join(target, '..'), { recursive: true });
      await writeFile(partial, content);
      await rename(partial, target);
    } catch (cause) {
      await rm(partial, { force: true }).catch(() => undefined);
      if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') throw new GatewayError('storage/disk-full', `The disk of ${this.path} is full; make room and run the command again.`, { cause });
      throw new GatewayError('input/unreadable', `${target} cannot be written; check the folder and its permissions.`, { cause });
    }
    this.written.push(name);
  }

  writeJson(name: string, value: unknown): Promise<void> {
    return this.write(name, `${JSON.stringify(value, null, 2)}\n`);
  }
}
