import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { GatewayError } from '../errors.ts';
import type { GeneratorManifest } from '../inference/generator-manifest.ts';
import { loadGeneratorModel, type LoadedGeneratorModel } from '../inference/load-generator-model.ts';
import { loadModels } from '../inference/load-models.ts';
import type { InferencePool } from '../inference/pool.ts';
import { faultsOf, invalidManifest } from '../inference/read-manifest.ts';
import { GENERATORS } from '../synthesis/generators/index.ts';
import type { Network, NetworkDescription, NetworkLibrary } from '../synthesis/networks.ts';
import type { ModelDigests } from './model-loader.ts';

export interface NetworkLibraryOptions {
  /** Folder with one folder a model. */
  readonly dir: string;
  readonly pool: InferencePool;
  /** Only these files may run: those that the gateway found when it started. */
  readonly digests?: ModelDigests | undefined;
}

/** The networks that make lesions, run in the pool. */
export function networkLibrary({ dir, pool, digests }: NetworkLibraryOptions): NetworkLibrary {
  return {
    list: async () => [...(await loadModels(dir)).generatorModels.values()].filter(({ manifest, digest }) => hostFault(manifest) === undefined && (digests === undefined || digests[manifest.name] === digest)).map(describeNetwork),
    async open(name, signal) {
      const model = await loadGeneratorModel(dir, name);
      const fault = hostFault(model.manifest);
      if (fault) throw fault;
      if (digests && digests[name] !== model.digest)
        throw new GatewayError('model/altered', `Model ${name} was replaced while the gateway ran; start the gateway again to use the new one.`, { context: { model: name } });
      return openNetwork(model, pool, signal);
    },
  };
}

function openNetwork(model: LoadedGeneratorModel, pool: InferencePool, signal: AbortSignal): Network {
  const { name } = model.manifest;
  return {
    ...describeNetwork(model),
    async run(graph, inputs, outputs) {
      const file = model.graphs[graph];
      if (!file) throw invalidManifest(name, `it has no graph named "${graph}"`);
      return (await pool.runGraph(file, { inputs, outputs }, signal)).outputs;
    },
  };
}

/** What a generator is told of a network before it opens it. */
export const describeNetwork = ({ manifest: { name, version, generator, licence, settings }, digest }: LoadedGeneratorModel): NetworkDescription => ({ name, version, generator, licence, digest, settings });

/** What is wrong with a manifest in the eyes of the generator that is to host it. */
export function hostFault({ name, generator, settings }: GeneratorManifest): GatewayError | undefined {
  const host = GENERATORS.find(known => known.name === generator);
  if (!host?.networkSettings) return invalidManifest(name, `no generator named "${generator}" hosts networks here`);
  const validate = new Ajv2020({ allErrors: true }).compile(host.networkSettings);
  const fault = validate(settings) ? host.networkFault?.(settings) : faultsOf(validate.errors as ErrorObject[]);
  return fault === undefined ? undefined : invalidManifest(name, `settings: ${fault}`);
}
