import type { Config } from '../config.ts';
import { GatewayError } from '../errors.ts';
import type { LoadedGeneratorModel } from '../inference/load-generator-model.ts';
import { loadModels } from '../inference/load-models.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import { hostFault } from './network-library.ts';

/** The networks as they were when the gateway started. */
export interface ModelCatalogue {
  /** Those that find organs or lesions. */
  readonly all: readonly ModelManifest[];
  /** Those that make lesions. */
  readonly networks: readonly LoadedGeneratorModel[];
  /** Folders that hold no usable model, and why. */
  readonly problems: readonly GatewayError[];
  /** The named one, or the configured default. Throws model/unknown, or why the model of that name cannot be used. */
  readonly get: (name?: string) => ModelManifest;
}

/** Reads the manifests and checks the digests of the files. Throws model/unreadable when there is no folder of models. */
export async function modelCatalogue(config: Config): Promise<ModelCatalogue> {
  const { models, generatorModels, problems: unreadable } = await loadModels(config.models.dir);
  const faults = new Map([...generatorModels].map(([name, { manifest }]) => [name, hostFault(manifest)]));
  const networks = [...generatorModels.values()].filter(({ manifest }) => faults.get(manifest.name) === undefined);
  const problems = [...unreadable, ...[...faults.values()].filter(fault => fault !== undefined)];
  const all = [...models.values()].map(({ manifest }) => manifest);
  const get = (name = config.models.default) => {
    const found = models.get(name)?.manifest;
    if (found) return found;
    if (generatorModels.has(name)) throw new GatewayError('model/wrong-task', `Model "${name}" makes lesions and finds none; choose one that segments.`, { context: { model: name } });
    const reason = problems.find(({ context }) => context['model'] === name);
    throw reason ?? new GatewayError('model/unknown', `There is no model named "${name}"; known are: ${all.map(each => each.name).join(', ') || 'none'}.`, { context: { model: name } });
  };
  return { all, networks, problems, get };
}
