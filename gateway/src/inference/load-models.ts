import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { GatewayError } from '../errors.ts';
import { parseOrientation } from '../volume/orient.ts';
import { ARCHITECTURES } from './architectures/index.ts';
import { checkDigest } from './check-digest.ts';
import { GENERATOR_TASK, loadGeneratorModel, type LoadedGeneratorModel } from './load-generator-model.ts';
import type { ModelManifest } from './manifest.ts';
import { MANIFEST_SCHEMA } from './manifest-schema.ts';
import type { NetworkFile } from './pool.ts';
import { faultsOf, invalidManifest, readManifest, taskOf } from './read-manifest.ts';

/** A model whose manifest is sound and whose file has the digest the manifest names. */
export interface LoadedModel {
  readonly manifest: ModelManifest;
  readonly network: NetworkFile;
}

export interface LoadedModels {
  /** They find organs or lesions. */
  readonly models: ReadonlyMap<string, LoadedModel>;
  /** They make lesions. */
  readonly generatorModels: ReadonlyMap<string, LoadedGeneratorModel>;
  /** One for each folder that holds no usable model. */
  readonly problems: readonly GatewayError[];
}

const isManifest = new Ajv2020({ allErrors: true }).compile<ModelManifest>(MANIFEST_SCHEMA);

/** Every model below a folder. One bad model does not hide the others. Throws model/unreadable when the folder itself cannot be read. */
export async function loadModels(dir: string): Promise<LoadedModels> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw new GatewayError('model/unreadable', 'The folder of models cannot be read; check models.dir in the configuration.', { cause });
  });
  const models = new Map<string, LoadedModel>();
  const generatorModels = new Map<string, LoadedGeneratorModel>();
  const problems: GatewayError[] = [];
  for (const { name } of entries.filter(entry => entry.isDirectory()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!(await exists(join(dir, name, 'model.json')))) continue;
    try {
      if (taskOf(await readManifest(dir, name)) === GENERATOR_TASK) generatorModels.set(name, await loadGeneratorModel(dir, name));
      else models.set(name, await loadModel(dir, name));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      problems.push(error);
    }
  }
  return { models, generatorModels, problems };
}

/** One model that finds organs or lesions, by name. Throws model/unknown, model/unreadable (the manifest or the file), model/altered (the digest differs), model/wrong-task. */
export async function loadModel(dir: string, name: string): Promise<LoadedModel> {
  const manifest = await readManifest(dir, name);
  if (taskOf(manifest) === GENERATOR_TASK)
    throw new GatewayError('model/wrong-task', `Model ${name} makes lesions and finds none; choose one that segments.`, { context: { model: name } });
  if (!isManifest(manifest)) throw invalidManifest(name, faultsOf(isManifest.errors));
  const fault = faultOf(manifest, name);
  if (fault) throw invalidManifest(name, fault);
  const path = join(dir, name, manifest.file);
  const { sha256, input, output } = manifest;
  await checkDigest(path, { sha256, model: name });
  return { manifest, network: { name, path, sha256, input, output } };
}

/** What the schema cannot say. */
function faultOf(manifest: ModelManifest, name: string): string | undefined {
  const { labels, windowHu, orientation, architecture } = manifest;
  const names = labels.flatMap(label => (label ? [label.name] : []));
  if (manifest.name !== name) return 'its name differs from its folder';
  if (labels[0] !== null || names.length !== labels.length - 1) return 'labels must be null for channel 0 and a description for every other';
  if (new Set(names).size !== names.length) return 'two labels have one name';
  if (!(windowHu[0] < windowHu[1])) return 'windowHu must rise';
  if (!ARCHITECTURES.some(known => known.name === architecture)) return `architecture ${architecture} is unknown`;
  try {
    parseOrientation(orientation);
  } catch {
    return 'orientation must name three different axes';
  }
  return undefined;
}

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);
