import type { Config } from '../config.ts';
import { GatewayError } from '../errors.ts';
import type { LoadedGeneratorModel } from '../inference/load-generator-model.ts';
import { loadModel } from '../inference/load-models.ts';
import type { InferencePool } from '../inference/pool.ts';
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
  const { all, networks, problems } = catalogue;
  if (all.length + networks.length + problems.length === 0) return [failed('models', new GatewayError('model/unknown', `There is no model in ${config.models.dir}.`))];
  const check = (name: string, use: (pool: InferencePool) => Promise<string>): Check => ({ name: `model ${name}`, remedy: REMEDY, run: () => withPool(config, log, use) });
  return [
    ...problems.map((problem, n) => failed(`model folder ${n + 1}`, problem)),
    ...all.map(({ name }) => check(name, pool => open(config, name, pool))),
    ...networks.map(network => check(network.manifest.name, pool => openGraphs(network, pool))),
  ];
}

const isCatalogue = (value: unknown): value is ModelCatalogue => typeof value === 'object' && value !== null && 'all' in value;

/** Opens the model; names the provider that took it and what the others said. */
async function open(config: Config, name: string, pool: InferencePool): Promise<string> {
  const { network, manifest } = await loadModel(config.models.dir, name);
  const provider = await pool.load(network);
  const refused = pool.attempts.filter(({ ok }) => !ok).map(attempt => `${attempt.provider} not usable`);
  return [`version ${manifest.version}, runs on ${provider}`, ...refused].join('; ');
}

/** Opens every graph of a model that makes lesions. */
async function openGraphs({ manifest: { version, generator }, graphs }: LoadedGeneratorModel, pool: InferencePool): Promise<string> {
  const providers = new Set<string>();
  for (const graph of Object.values(graphs)) providers.add(await pool.load(graph));
  return `version ${version}, makes lesions for the generator ${generator}, runs on ${[...providers].join(' and ')}`;
}

/** Runs in a process of its own. */
async function withPool<T>(config: Config, log: Logger, use: (pool: InferencePool) => Promise<T>): Promise<T> {
  const pool = inferencePool({ ...config, inference: { ...config.inference, processes: 1 } }, log);
  try {
    return await use(pool);
  } finally {
    pool.close();
  }
}
