import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { PassThrough } from 'node:stream';
import type { GatewayError } from '../errors.ts';
import type { Answer } from './transport.ts';

const DISCARD_UP_TO_BYTES = 64 * 1024;

/** The limit on one answer and what exceeding it means. */
export interface BodyLimit {
  readonly maxBytes: number;
  readonly tooLarge: () => GatewayError;
}

/** Length the peer announces, or undefined. */
function announcedBytes({ headers }: Answer): number | undefined {
  const text = headers['content-length'];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The body's bytes with any content coding undone. We ask for none, but peers send what they like. The limit holds after unpacking. */
export async function* bodyChunks(answer: Answer, limit: BodyLimit): AsyncGenerator<Buffer> {
  if ((announcedBytes(answer) ?? 0) > limit.maxBytes) throw limit.tooLarge();
  let total = 0;
  for await (const chunk of unpacked(answer) as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > limit.maxBytes) throw limit.tooLarge();
    yield chunk;
  }
}

/** The whole body. Memory is taken only for what is announced within the limit, or for what has come. */
export async function wholeBody(answer: Answer, limit: BodyLimit): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bodyChunks(answer, limit)) chunks.push(chunk);
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

/** Reads a short rest so that the connection can be used again; closes it where the rest is long or of unknown length. Never throws. */
export async function discardBody(answer: Answer): Promise<void> {
  const { body } = answer;
  try {
    if ((announcedBytes(answer) ?? Infinity) <= DISCARD_UP_TO_BYTES) for await (const _ of body) continue;
  } catch {
    // Nobody wants this body.
  } finally {
    body.destroy();
  }
}

function unpacked(answer: Answer): Readable {
  const coding = (answer.headers['content-encoding'] ?? 'identity').toLowerCase().trim();
  if (coding === 'identity' || coding === '') return answer.body;
  const unpack = coding === 'br' ? createBrotliDecompress() : coding === 'deflate' ? createInflate() : createGunzip();
  const out = new PassThrough();
  pipeline(answer.body, unpack, out).catch((error: unknown) => out.destroy(error as Error));
  return out;
}
