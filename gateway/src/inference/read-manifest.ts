import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorObject } from 'ajv';
import { GatewayError } from '../errors.ts';

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The JSON of `dir/<name>/model.json`, unchecked. Throws model/unknown, model/unreadable. */
export async function readManifest(dir: string, name: string): Promise<unknown> {
  const unknown = new GatewayError('model/unknown', 'There is no model of that name; ask for the list of models.', { context: { model: name.slice(0, 64) } });
  if (!NAME.test(name)) throw unknown;
  const text = await readFile(join(dir, name, 'model.json'), 'utf8').catch(() => {
    throw unknown;
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw invalidManifest(name, 'it is not JSON', cause);
  }
}

/** What a manifest says the model is for; undefined when it does not say. */
export const taskOf = (manifest: unknown): unknown => (typeof manifest === 'object' && manifest !== null && 'task' in manifest ? manifest.task : undefined);

export const invalidManifest = (name: string, reason: string, cause?: unknown): GatewayError =>
  new GatewayError('model/unreadable', `The manifest of model ${name} is not valid: ${reason}.`, { context: { model: name }, cause });

/** The first three faults in words. */
export const faultsOf = (errors: readonly ErrorObject[] | null | undefined): string =>
  (errors ?? []).slice(0, 3).map(({ instancePath, message }) => `${instancePath || 'the whole'} ${message ?? 'is wrong'}`).join('; ');
