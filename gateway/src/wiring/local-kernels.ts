import { loadConfig } from '../config.ts';
import type { Logger } from '../log.ts';
import { chooseKernels, type ChooseKernels } from './choose-kernels.ts';
import { PATHS } from './paths.ts';
import type { Environment } from './secrets.ts';

/** Where the command line computes lesions, by the same configuration as the gateway. */
export function localKernels({ environment, log }: { readonly environment: Environment; readonly log: Logger }): ChooseKernels {
  const { synthesis: { backend } } = loadConfig(environment['LESION_FORGE_CONFIG'], {}, PATHS.root);
  return chooseKernels({ backend, log });
}
