import { loadConfig } from '../config.ts';
import type { Logger } from '../log.ts';
import type { NetworkLibrary } from '../synthesis/networks.ts';
import { networkLibrary } from './network-library.ts';
import { PATHS } from './paths.ts';
import { inferencePool } from './run-network.ts';
import type { Environment } from './secrets.ts';

/** The networks that make lesions, for the command line. No process starts before one is run; call `close` at the end. */
export function localNetworks({ environment, log }: { readonly environment: Environment; readonly log: Logger }): { readonly networks: NetworkLibrary; close(): void } {
  const config = loadConfig(environment['LESION_FORGE_CONFIG'], {}, PATHS.root);
  const pool = inferencePool(config, log);
  return { networks: networkLibrary({ dir: config.models.dir, pool }), close: () => pool.close() };
}
