import { availableParallelism } from 'node:os';
import type { Config } from '../config.ts';
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
