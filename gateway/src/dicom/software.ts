import { readFileSync } from 'node:fs';

/** What the gateway calls itself in the equipment attributes of objects it writes. */
export const SOFTWARE = {
  manufacturer: 'Lesion Forge',
  modelName: 'Lesion Forge Gateway',
  version: ownVersion(),
} as const;

function ownVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
