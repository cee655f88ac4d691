import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { GatewayError } from '../errors.ts';

/** Throws model/altered when the file is another than the manifest of the model names, model/unreadable when it cannot be read. */
export async function checkDigest(path: string, { sha256, model }: { readonly sha256: string; readonly model: string }): Promise<void> {
  if ((await digestOf(path, model)) !== sha256)
    throw new GatewayError('model/altered', `The file of model ${model} is not the one its manifest names; install the model again.`, { context: { model } });
}

/** Digests by path, good for as long as it is the same file of the same size and nothing of it changed; the time of writing alone can be set at will. */
const digests = new Map<string, { readonly state: string; readonly sha256: string }>();

async function digestOf(path: string, model: string): Promise<string> {
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
    throw new GatewayError('model/unreadable', `The file of model ${model} cannot be read; install the model again.`, { context: { model }, cause });
  }
}
