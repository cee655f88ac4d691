import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Archive } from '@lesion-forge/openapi';
import { GatewayError } from '../errors.ts';
import type { ViewerDependencies } from '../http/viewer.ts';
import { viewerConfig } from '../viewer/app-config.ts';

/** The unpacked viewer in `dir`, with the hashes of its inline scripts from the file beside it. Throws config/invalid when it is not there. */
export function loadViewer(dir: string, archives: readonly Archive[]): ViewerDependencies {
  const described = `${dir}.json`;
  if (!existsSync(join(dir, 'index.html')) || !existsSync(described))
    throw new GatewayError('config/invalid', `There is no viewer in ${dir}. Fetch it with: node scripts/fetch-viewer.mjs`);
  const { inlineScriptHashes } = JSON.parse(readFileSync(described, 'utf8')) as { inlineScriptHashes: string[] };
  return { dir, appConfig: viewerConfig({ archives }), inlineScriptHashes };
}
