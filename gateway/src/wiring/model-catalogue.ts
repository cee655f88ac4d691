import type { Config } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { loadModels } from '../inference/load-models.ts';
import type { ModelManifest } from '../inference/manifest.ts';

/** The networks as they were when the gateway started. */
export interface ModelCatalogue {
  readonly all: readonly ModelManifest[];
  /** Folders that hold no usable model, and why. */
  readonly problems: readonly GatewayError[];
  /** The named one, or the configured default. Throws model/unknown, or why the model of that name cannot be used. */
  readonly get: (name?: string) => ModelManifest;
}

/** Reads the manifests and checks the digests of the files. Throws model/unreadable when there is no folder of models. */
export async function modelCatalogue(config: Config): Promise<ModelCatalogue> {
  const { models, problems } = await loadModels(config.models.dir);
  const all = [...models.values()].map(({ manifest }) => manifest);
  const get = (name = config.models.default) => {
    const found = models.get(name)?.manifest;
    if (found) return found;
    const reason = problems.find(({ context }) => context['model'] === name);
    throw reason ?? new GatewayError('model/unknown', `There is no model named "${name}"; known are: ${all.map(each => each.name).join(', ') || 'none'}.`, { context: { model: name } });
  };
  return { all, problems, get };
}
