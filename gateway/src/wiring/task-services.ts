import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { SegmentServices } from '../tasks/segment.ts';
import { connectArchives } from './connect-archives.ts';
import { modelCatalogue } from './model-catalogue.ts';
import { inferencePool, networkRunner } from './run-network.ts';
import type { Environment } from './secrets.ts';

export interface ServiceOptions {
  readonly config: Config;
  readonly environment: Environment;
  readonly log: Logger;
}

/** What tasks need of the outside: archives, models, inference. */
export async function taskServices({ config, environment, log }: ServiceOptions): Promise<SegmentServices> {
  const { minSlices, maxVoxels } = config.limits;
  return {
    archives: connectArchives(config, environment),
    limits: { minSlices, maxVoxels },
    model: (await modelCatalogue(config)).get,
    runNetwork: networkRunner(config, inferencePool(config, log)),
  };
}
