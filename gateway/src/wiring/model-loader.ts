import type { Config } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { loadModel, type LoadedModel } from '../inference/load-models.ts';

/** SHA-256 of the network files by name, as a gateway found them when it started. */
export type ModelDigests = Readonly<Record<string, string>>;

/** The named model, or the configured default, as it lies in its folder now. Throws model/unknown, model/unreadable, model/altered. */
export type ModelLoader = (name?: string) => Promise<LoadedModel>;

/**
 * Loads models from the configured folder. With `digests`, only those files: a job was accepted for one network, and its results bear
 * UIDs derived from that network's digest, so another one must not step in for it.
 */
export const modelLoader = ({ models }: Config, digests?: ModelDigests): ModelLoader => async (name = models.default) => {
  const model = await loadModel(models.dir, name);
  if (digests === undefined || digests[name] === model.manifest.sha256) return model;
  throw new GatewayError('model/altered', `Model ${name} was replaced while the gateway ran; start the gateway again to use the new one.`, { context: { model: name } });
};
