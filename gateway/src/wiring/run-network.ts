import { availableParallelism } from 'node:os';
import type { Config } from '../config.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import { InferencePool } from '../inference/pool.ts';
import { segmentVolume } from '../inference/segment-volume.ts';
import type { Logger } from '../log.ts';
import type { RunNetwork } from '../tasks/segment-ct.ts';
import type { ModelLoader } from './model-loader.ts';

/** The pool of inference processes as the configuration wants it. */
export function inferencePool({ inference }: Config, log: Logger): InferencePool {
  const { providers, threadsPerProcess, processes } = inference;
  return new InferencePool({ providers, threadsPerProcess, log, processes: processes === 0 ? availableParallelism() : processes });
}

/** Runs models in the pool. The digest of the file is checked at each load. */
export const networkRunner = (loadModel: ModelLoader, pool: InferencePool): RunNetwork => async (ct, manifest, { signal, onProgress, overlap }) =>
  segmentVolume(ct, await loadModel(manifest.name), { pool, loadModel, signal, onProgress, ...(overlap === undefined ? {} : { overlap }) });

/** Opens the network that a model needs first, its localiser where it has one, in every process of the pool; failures are left to those who run it. */
export const networkWarmer = (loadModel: ModelLoader, pool: InferencePool) => ({ name, localiser }: ModelManifest): void => {
  const opened = loadModel(localiser?.model ?? name).then(({ network }) => Promise.allSettled(Array.from({ length: pool.processes }, () => pool.load(network))));
  void opened.catch(() => undefined);
};
