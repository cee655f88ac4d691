import { loadConfig } from '../config.ts';
import type { Logger } from '../log.ts';
import type { RunNetwork } from '../tasks/segment-ct.ts';
import { modelCatalogue, type ModelCatalogue } from './model-catalogue.ts';
import { modelLoader } from './model-loader.ts';
import { PATHS } from './paths.ts';
import { inferencePool, networkRunner } from './run-network.ts';
import type { Environment } from './secrets.ts';

/** Models and inference for the command line: no archive, no database. Call `close` at the end. */
export async function localServices({ environment, log }: { readonly environment: Environment; readonly log: Logger }): Promise<{ readonly model: ModelCatalogue['get']; readonly runNetwork: RunNetwork; close(): Promise<void> }> {
  const config = loadConfig(environment['LESION_FORGE_CONFIG'], {}, PATHS.root);
  const models = await modelCatalogue(config);
  const pool = inferencePool(config, log);
  return { model: models.get, runNetwork: networkRunner(modelLoader(config), pool), close: async () => pool.close() };
}
