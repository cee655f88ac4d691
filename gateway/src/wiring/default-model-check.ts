import type { Config } from '../config.ts';
import { loadModel } from '../inference/load-models.ts';
import type { Check } from './readiness.ts';

/** The default model and its localiser lie in their folders as their manifests describe them: without them nothing can be segmented. */
export const defaultModelCheck = ({ models }: Config): Check => ({
  name: `model ${models.default}`,
  remedy: 'Restore the model folder from the distribution, or set models.dir and models.default.',
  run: async () => {
    const { manifest } = await loadModel(models.dir, models.default);
    if (manifest.localiser) await loadModel(models.dir, manifest.localiser.model);
    return `version ${manifest.version}, files are whole`;
  },
});
