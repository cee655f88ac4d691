import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Folder of a real test case, or undefined when this checkout has none beside it. Never copied into the project. */
export function sharedData(name: string): string | undefined {
  const root = process.env['LESION_FORGE_TEST_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data');
  const path = resolve(root, name);
  return existsSync(path) ? path : undefined;
}
