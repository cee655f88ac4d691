import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../../errors.ts';
import { OutputFolder } from '../output-folder.ts';

const REQUEST = 'request.json';

/** Notes in a folder what it is for, or checks that it is for the same: results of two requests must not mix. Throws request/invalid, storage/disk-full, input/unreadable. */
export async function keepToRequest(out: string, request: unknown): Promise<void> {
  const wanted = `${JSON.stringify(request, null, 2)}\n`;
  const found = await readFile(join(out, REQUEST), 'utf8').catch(() => undefined);
  if (found === wanted) return;
  if (found !== undefined) throw new GatewayError('request/invalid', `${out} holds a challenge of another request (${REQUEST} says which); give an empty folder, or the same request again.`);
  await new OutputFolder(out).write(REQUEST, wanted);
}
