import { availableParallelism } from 'node:os';
import type { Config } from '../config.ts';
import { loadModel } from '../inference/load-models.ts';
import { InferencePool } from '../inference/pool.ts';
import { segmentVolume } from '../inference/segment-volume.ts';
import type { Logger } from '../log.ts';
import type { RunNetwork } from '../tasks/segment-ct.ts';

/** The pool of inference processes as the configuration wants it. */
export function inferencePool({ inference }: Config, log: Logger): InferencePool {
  const { providers, threadsPerProcess, processes } = inference;
  return new InferencePool({ providers, threadsPerProcess, log, processes: processes === 0 ? availableParallelism() : processes });
}

/** Runs models of the configured folder in the pool. The digest of the file is checked at each load. */
export const networkRunner = (config: Config, pool: InferencePool): RunNetwork => async (ct, manifest, { signal, onProgress, overlap }) => {
  const load = (name: string) => loadModel(config.models.dir, name);
  return segmentVolume(ct, await load(manifest.name), { pool, loadModel: load, signal, onProgress, ...(overlap === undefined ? {} : { overlap }) });
};
