import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GatewayError } from '../errors.ts';
import { OutputFolder } from './output-folder.ts';

/** What a folder is called until it is whole. */
export const PARTIAL = '.partial';

/**
 * Fills a folder so that it is whole or absent: elsewhere first, then in one step. What is in a folder already stays, but for what is written
 * again: that gives way at the end, so a folder that holds what `fill` wrote last is whole. Returns the names of the files.
 * Throws what filling it throws, storage/disk-full, input/unreadable.
 */
export async function writeWholeFolder(path: string, fill: (folder: OutputFolder) => Promise<void>): Promise<readonly string[]> {
  const isThere = existsSync(path);
  const partial = new OutputFolder(isThere ? join(path, PARTIAL) : `${resolve(path)}${PARTIAL}`);
  try {
    await settled(path, () => rm(partial.path, { recursive: true, force: true }));
    await fill(partial);
    await settled(path, () => (isThere ? replace(path, partial) : rename(partial.path, path)));
    return partial.written;
  } catch (error) {
    await rm(partial.path, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/** Moves everything into the folder; what was written last goes first and comes last. */
async function replace(path: string, { path: from, written }: OutputFolder): Promise<void> {
  const names = [...new Set(written.map(name => name.split('/')[0]!))];
  for (const name of [...names].reverse()) await rm(join(path, name), { recursive: true, force: true });
  for (const name of names) await rename(join(from, name), join(path, name));
  await rm(from, { recursive: true, force: true });
}

async function settled(path: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (cause) {
    throw new GatewayError('input/unreadable', `${path} cannot be written; check the folder and its permissions.`, { cause });
  }
}
