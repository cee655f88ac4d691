import { loadConfig } from '../config.ts';
import type { Logger } from '../log.ts';
import type { NetworkLibrary } from '../synthesis/networks.ts';
import type { TumourFinder } from '../synthesis/quality/quality-test.ts';
import { modelLoader } from './model-loader.ts';
import { networkLibrary } from './network-library.ts';
import { PATHS } from './paths.ts';
import { inferencePool } from './run-network.ts';
import type { Environment } from './secrets.ts';
import { tumourFinder } from './tumour-finder.ts';

export interface LocalInference {
  /** Networks that make lesions. */
  readonly networks: NetworkLibrary;
  /** The named segmentation model, or the default one, as the judge of synthetic lesions. Throws model/*. */
  tumourFinder(name?: string): Promise<TumourFinder>;
  close(): void;
}

/** What synthesis on the command line asks of networks. No process starts before one is run; call `close` at the end. */
export function localInference({ environment, log }: { readonly environment: Environment; readonly log: Logger }): LocalInference {
  const config = loadConfig(environment['LESION_FORGE_CONFIG'], {}, PATHS.root);
  const pool = inferencePool(config, log);
  const load = modelLoader(config);
  return {
    networks: networkLibrary({ dir: config.models.dir, pool }),
    tumourFinder: async name => tumourFinder(await load(name), pool),
    close: () => pool.close(),
  };
}
