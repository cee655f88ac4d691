import { rename, rm } from 'node:fs/promises';
import { OutputFolder } from './output-folder.ts';

/** What a folder is called until it is whole. */
export const PARTIAL = '.partial';

/** Fills a folder so that it is whole or absent: under another name first, then renamed. Throws what filling it throws, storage/disk-full. */
export async function writeWholeFolder(path: string, fill: (folder: OutputFolder) => Promise<void>): Promise<void> {
  const partial = `${path}${PARTIAL}`;
  await rm(partial, { recursive: true, force: true });
  try {
    await fill(new OutputFolder(partial));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}
