import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { GatewayError } from '../errors.ts';
import { checkDigest } from './check-digest.ts';
import type { GeneratorManifest } from './generator-manifest.ts';
import { GENERATOR_MANIFEST_SCHEMA } from './manifest-schema.ts';
import { faultsOf, invalidManifest, readManifest, taskOf } from './read-manifest.ts';
import type { GraphFile } from './worker-process.ts';

/** A model that makes lesions, its manifest sound and its files those the manifest names. */
export interface LoadedGeneratorModel {
  readonly manifest: GeneratorManifest;
  /** By the manifest's names. */
  readonly graphs: Readonly<Record<string, GraphFile>>;
  /** Of all files and settings together, hex SHA-256: what decides the outcome. */
  readonly digest: string;
}

export const GENERATOR_TASK: GeneratorManifest['task'] = 'lesion-generator';

const isManifest = new Ajv2020({ allErrors: true }).compile<GeneratorManifest>(GENERATOR_MANIFEST_SCHEMA);

/** One model that makes lesions, by name. Throws model/unknown, model/unreadable, model/altered, model/wrong-task. */
export async function loadGeneratorModel(dir: string, name: string): Promise<LoadedGeneratorModel> {
  const manifest = await readManifest(dir, name);
  if (taskOf(manifest) !== GENERATOR_TASK) throw new GatewayError('model/wrong-task', `Model ${name} makes no lesions; choose one that does.`, { context: { model: name } });
  if (!isManifest(manifest)) throw invalidManifest(name, faultsOf(isManifest.errors));
  if (manifest.name !== name) throw invalidManifest(name, 'its name differs from its folder');
  const graphs: Record<string, GraphFile> = {};
  for (const [graph, { file, sha256 }] of Object.entries(manifest.graphs)) {
    const path = join(dir, name, file);
    await checkDigest(path, { sha256, model: name });
    graphs[graph] = { name, path, sha256 };
  }
  const { generator, settings } = manifest;
  const digest = createHash('sha256').update(JSON.stringify([generator, manifest.graphs, settings])).digest('hex');
  return { manifest, graphs, digest };
}
