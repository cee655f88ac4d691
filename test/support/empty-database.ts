import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PgliteDatabase } from '../../gateway/src/jobs/pglite.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/lesion-forge');
const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'gateway/package.json'), 'utf8')) as { dependencies: Record<string, string> };

/**
 * A temporary data directory with an empty job database in it. Making a database takes seconds, so one is made per version of
 * PGlite, kept in the cache of node_modules, and copied.
 */
export async function temporaryDataDir(): Promise<{ readonly dataDir: string; remove(): Promise<void> }> {
  const template = join(CACHE, `pglite-${dependencies['@electric-sql/pglite']}`);
  if (!existsSync(template)) await makeTemplate(template);
  const dataDir = await mkdtemp(join(tmpdir(), 'lesion-forge-data-'));
  await cp(template, dataDir, { recursive: true });
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

/** Two test processes may do this at once; the one that is first wins, and both are right. */
async function makeTemplate(template: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const made = await mkdtemp(join(CACHE, 'making-'));
  const database = new PgliteDatabase(made);
  await database.open();
  await database.close();
  await rename(made, template).catch(() => rm(made, { recursive: true, force: true }));
}
