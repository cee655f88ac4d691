import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { GatewayError } from '../errors.ts';
import { parseOrientation } from '../volume/orient.ts';
import { ARCHITECTURES } from './architectures/index.ts';
import type { ModelManifest } from './manifest.ts';
import { MANIFEST_SCHEMA } from './manifest-schema.ts';
import type { NetworkFile } from './pool.ts';

/** A model whose manifest is sound and whose file has the digest the manifest names. */
export interface LoadedModel {
  readonly manifest: ModelManifest;
  readonly network: NetworkFile;
}

export interface LoadedModels {
  readonly models: ReadonlyMap<string, LoadedModel>;
  /** One for each folder that holds no usable model. */
  readonly problems: readonly GatewayError[];
}

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const isManifest = new Ajv2020({ allErrors: true }).compile<ModelManifest>(MANIFEST_SCHEMA);

/** Every model below a folder. One bad model does not hide the others. Throws model/unreadable when the folder itself cannot be read. */
export async function loadModels(dir: string): Promise<LoadedModels> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw new GatewayError('model/unreadable', 'The folder of models cannot be read; check models.dir in the configuration.', { cause });
  });
  const models = new Map<string, LoadedModel>();
  const problems: GatewayError[] = [];
  for (const { name } of entries.filter(entry => entry.isDirectory()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!(await exists(join(dir, name, 'model.json')))) continue;
    try {
      models.set(name, await loadModel(dir, name));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      problems.push(error);
    }
  }
  return { models, problems };
}

/** One model by name. Throws model/unknown, model/unreadable (the manifest or the file), model/altered (the digest differs). */
export async function loadModel(dir: string, name: string): Promise<LoadedModel> {
  const unknown = new GatewayError('model/unknown', 'There is no model of that name; ask for the list of models.', { context: { model: name.slice(0, 64) } });
  if (!NAME.test(name)) throw unknown;
  const text = await readFile(join(dir, name, 'model.json'), 'utf8').catch(() => {
    throw unknown;
  });
  const manifest = parseManifest(text, name);
  const path = join(dir, name, manifest.file);
  if ((await digestOf(path, name)) !== manifest.sha256)
    throw new GatewayError('model/altered', `The file of model ${name} is not the one its manifest names; install the model again.`, { context: { model: name } });
  const { sha256, input, output } = manifest;
  return { manifest, network: { name, path, sha256, input, output } };
}

function parseManifest(text: string, name: string): ModelManifest {
  const refuse = (reason: string, cause?: unknown) => new GatewayError('model/unreadable', `The manifest of model ${name} is not valid: ${reason}.`, { context: { model: name }, cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse('it is not JSON', cause);
  }
  if (!isManifest(value)) throw refuse((isManifest.errors ?? []).slice(0, 3).map(e => `${e.instancePath || 'the whole'} ${e.message ?? 'is wrong'}`).join('; '));
  const fault = faultOf(value, name);
  if (fault) throw refuse(fault);
  return value;
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

/** Digests by path, good for as long as it is the same file of the same size and nothing of it changed; the time of writing alone can be set at will. */
const digests = new Map<string, { readonly state: string; readonly sha256: string }>();

async function digestOf(path: string, name: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    const state = [ino, size, mtimeMs, ctimeMs].join();
    const known = digests.get(path);
    if (known?.state === state) return known.sha256;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    const sha256 = hash.digest('hex');
    digests.set(path, { state, sha256 });
    return sha256;
  } catch (cause) {
    throw new GatewayError('model/unreadable', `The file of model ${name} cannot be read; install the model again.`, { context: { model: name }, cause });
  }
}

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);
