import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { SegmentServices } from '../tasks/segment.ts';
import { SurveyStore } from '../tasks/survey-store.ts';
import { chooseKernels } from './choose-kernels.ts';
import { donorsOf } from './donors-of.ts';
import { connectArchives } from './connect-archives.ts';
import { modelLoader, type ModelDigests } from './model-loader.ts';
import { networkLibrary } from './network-library.ts';
import { inferencePool, networkRunner, networkWarmer } from './run-network.ts';
import type { Environment } from './secrets.ts';
import { tumourFinder } from './tumour-finder.ts';

export interface ServiceOptions {
  readonly config: Config;
  readonly environment: Environment;
  readonly log: Logger;
  /** Of the gateway that accepts the jobs. */
  readonly digests?: ModelDigests | undefined;
}

/** What tasks need of the outside: archives, models, inference, kernels. */
export function taskServices({ config, environment, log, digests }: ServiceOptions): SegmentServices {
  const { minSlices, maxVoxels } = config.limits;
  const load = modelLoader(config, digests);
  const pool = inferencePool(config, log);
  return {
    archives: connectArchives(config, environment),
    limits: { minSlices, maxVoxels },
    model: async name => (await load(name)).manifest,
    runNetwork: networkRunner(load, pool),
    warmUp: networkWarmer(load, pool),
    networks: networkLibrary({ dir: config.models.dir, pool, digests }),
    tumourFinder: async name => tumourFinder(await load(name), pool),
    kernels: chooseKernels({ backend: config.synthesis.backend, log }),
    donors: donorsOf(config),
    surveys: new SurveyStore(config.dataDir),
  };
}
