import type { Config } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { loadModel } from '../inference/load-models.ts';
import type { Logger } from '../log.ts';
import { modelCatalogue, type ModelCatalogue } from './model-catalogue.ts';
import type { Check } from './readiness.ts';
import { inferencePool } from './run-network.ts';

const REMEDY = 'Restore the model folder from the distribution, or set models.dir. For CUDA install the provider libraries that match ONNX Runtime.';

/** One check a model: its digest is right and an execution provider opens it. */
export async function modelChecks(config: Config, log: Logger): Promise<Check[]> {
  const failed = (name: string, problem: unknown): Check => ({ name, remedy: REMEDY, run: () => Promise.reject(problem) });
  const catalogue = await modelCatalogue(config).catch((problem: unknown) => problem);
  if (!isCatalogue(catalogue)) return [failed('models', catalogue)];
  const { all, problems } = catalogue;
  if (all.length + problems.length === 0) return [failed('models', new GatewayError('model/unknown', `There is no model in ${config.models.dir}.`))];
  return [...problems.map((problem, n) => failed(`model folder ${n + 1}`, problem)), ...all.map(({ name }): Check => ({ name: `model ${name}`, remedy: REMEDY, run: () => open(config, name, log) }))];
}

const isCatalogue = (value: unknown): value is ModelCatalogue => typeof value === 'object' && value !== null && 'all' in value;

/** Opens the model in a process of its own; names the provider that took it and what the others said. */
async function open(config: Config, name: string, log: Logger): Promise<string> {
  const pool = inferencePool({ ...config, inference: { ...config.inference, processes: 1 } }, log);
  try {
    const { network, manifest } = await loadModel(config.models.dir, name);
    const provider = await pool.load(network);
    const refused = pool.attempts.filter(({ ok }) => !ok).map(attempt => `${attempt.provider} not usable`);
    return [`version ${manifest.version}, runs on ${provider}`, ...refused].join('; ');
  } finally {
    pool.close();
  }
}
