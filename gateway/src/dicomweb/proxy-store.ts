import type { IncomingMessage } from 'node:http';
import type { ArchiveConfig } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { parseMediaType } from './media-type.ts';
import { refuseSynthetic } from './synthetic-guard.ts';
import type { Call } from './transport.ts';

export interface StoreThrough {
  readonly contentType: string;
  readonly send: Pick<Call, 'body' | 'contentLength'>;
}

/**
 * The body of a viewer's STOW-RS request. To an archive that may hold synthetic data it streams; to any other it is read whole, up to
 * the limit, and looked into first, since what has once been passed on cannot be taken back.
 * Throws request/unsupported-media-type, request/too-large, request/invalid, archive/synthetic-not-allowed.
 */
export async function storeBody(req: IncomingMessage, archive: ArchiveConfig, maxInspectedBytes: number): Promise<StoreThrough> {
  const contentType = req.headers['content-type'] ?? '';
  const media = parseMediaType(contentType);
  const type = media.parameters.get('type') ?? 'application/dicom';
  if (media.type !== 'multipart/related' || type.toLowerCase() !== 'application/dicom' || (req.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new GatewayError('request/unsupported-media-type', 'A store needs multipart/related with type="application/dicom", not compressed.');
  const announced = req.headers['content-length'] === undefined ? undefined : Number(req.headers['content-length']);
  if (archive.allowSynthetic) return { contentType, send: { body: chunksOf(req), ...(announced === undefined ? {} : { contentLength: announced }) } };
  const body = await readWhole(req, announced ?? 0, maxInspectedBytes);
  await refuseSynthetic(body, contentType, archive.name);
  return { contentType, send: { body: [body], contentLength: body.length } };
}

async function readWhole(req: IncomingMessage, announced: number, maxBytes: number): Promise<Buffer> {
  const tooLarge = () => new GatewayError('request/too-large', `A store through the gateway may have ${maxBytes} bytes; store fewer objects at once.`, { context: { limitBytes: maxBytes } });
  if (announced > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of chunksOf(req)) {
    total += chunk.length;
    if (total > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, total);
}

/** Leaves the connection alone when it is not read to its end: the answer still has to go out over it. */
const chunksOf = (req: IncomingMessage) => req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
