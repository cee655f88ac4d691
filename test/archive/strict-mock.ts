import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { readParts } from '../../gateway/src/dicomweb/multipart.ts';
import { readPart10Head } from '../../gateway/src/dicomweb/part10-head.ts';
import type { CtInstance } from '../phantoms/ct-instance.ts';

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

/** Answers a request in the mock's stead; false lets the ordinary answer happen. */
export type Misbehaviour = (req: IncomingMessage, res: ServerResponse, body: Buffer) => boolean | Promise<boolean>;

export interface StrictMock {
  /** DICOMweb root. */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  readonly requests: RecordedRequest[];
  /** Files by SOP Instance UID: what this archive holds. */
  readonly held: Map<string, Uint8Array>;
  /** Applies to every request from now on; undefined: well-behaved. */
  misbehave(how: Misbehaviour | undefined): void;
  onConnection(listener: () => void): void;
  stop(): Promise<void>;
}

const ROOT = '/rs';

/**
 * A small DICOMweb archive in memory that keeps to PS3.18 and can be told to do what real archives rarely do while a test is looking:
 * lose, alter, stall, cut, redirect, lie.
 */
export async function startStrictMock(instances: readonly CtInstance[] = []): Promise<StrictMock> {
  const held = new Map(instances.map(instance => [instance.sopInstanceUid, instance.bytes]));
  const requests: RecordedRequest[] = [];
  let misbehaviour: Misbehaviour | undefined;
  const server = createServer((req, res) => {
    requests.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers });
    void (async () => {
      const body = await readBody(req);
      if ((await misbehaviour?.(req, res, body)) === true) return;
      await behave(req, res, { body, held });
    })().catch(() => res.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}${ROOT}`, origin, port, requests, held,
    onConnection: listener => void server.on('connection', listener),
    misbehave: how => void (misbehaviour = how),
    async stop() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function behave(req: IncomingMessage, res: ServerResponse, { body, held }: { body: Buffer; held: Map<string, Uint8Array> }): Promise<void> {
  const path = (req.url ?? '').split('?')[0]?.slice(ROOT.length) ?? '';
  if (req.method === 'POST') return json(res, 200, storeAnswer(await storeAll(body, req, held)));
  const uid = /\/instances\/([0-9.]+)$/.exec(path)?.[1];
  if (uid !== undefined) {
    const bytes = held.get(uid);
    return bytes === undefined ? void res.writeHead(404).end() : multipart(res, [bytes]);
  }
  if (path.endsWith('/instances')) {
    const offset = Number(new URL(req.url ?? '', 'http://x').searchParams.get('offset') ?? 0);
    return json(res, 200, [...held.keys()].slice(offset).map(sop => ({ '00080018': { vr: 'UI', Value: [sop] } })));
  }
  res.writeHead(404).end();
}

/** Keeps what comes; as the standard asks, answers 200 with a list. */
export async function storeAll(body: Buffer, req: IncomingMessage, held: Map<string, Uint8Array>): Promise<string[]> {
  const uids: string[] = [];
  const fail = () => new Error('not multipart');
  const source = (async function* () {
    yield body;
  })();
  for await (const part of readParts(source, req.headers['content-type'], { maxPartBytes: 1e9, maxParts: 1e4, tooLarge: fail, broken: fail })) {
    const uid = readPart10Head(part.bytes)?.sopInstanceUid;
    if (uid === undefined) continue;
    held.set(uid, Buffer.from(part.bytes));
    uids.push(uid);
  }
  return uids;
}

export const storeAnswer = (stored: readonly string[], failed: readonly (readonly [string, number])[] = []) => ({
  '00081199': { vr: 'SQ', Value: stored.map(uid => ({ '00081155': { vr: 'UI', Value: [uid] } })) },
  '00081198': { vr: 'SQ', Value: failed.map(([uid, reason]) => ({ '00081155': { vr: 'UI', Value: [uid] }, '00081197': { vr: 'US', Value: [reason] } })) },
});

export function json(res: ServerResponse, status: number, value: unknown): void {
  res.writeHead(status, { 'content-type': 'application/dicom+json' }).end(JSON.stringify(value));
}

export interface MultipartShape {
  readonly boundary?: string;
  /** Whole Content-Type header; default by the boundary, quoted. */
  readonly contentType?: string;
  readonly preamble?: string;
  readonly epilogue?: string;
  readonly lineEnd?: string;
  readonly partHeader?: string;
  readonly gzip?: boolean;
}

/** A multipart answer of the asked-for shape, as bytes. */
export function multipartBytes(files: readonly Uint8Array[], shape: MultipartShape = {}): Buffer {
  const { boundary = 'b-1', lineEnd = '\r\n', partHeader = 'Content-Type: application/dicom\r\n', preamble = '', epilogue = '' } = shape;
  const parts = files.flatMap(file => [Buffer.from(`--${boundary}${lineEnd}${partHeader}${lineEnd}`, 'latin1'), file, Buffer.from(lineEnd, 'latin1')]);
  return Buffer.concat([Buffer.from(preamble, 'latin1'), ...parts, Buffer.from(`--${boundary}--${lineEnd}${epilogue}`, 'latin1')]);
}

export function multipart(res: ServerResponse, files: readonly Uint8Array[], shape: MultipartShape = {}): void {
  const bytes = multipartBytes(files, shape);
  const sent = shape.gzip ? gzipSync(bytes) : bytes;
  const contentType = shape.contentType ?? `multipart/related; type="application/dicom"; boundary="${shape.boundary ?? 'b-1'}"`;
  res.writeHead(200, { 'content-type': contentType, 'content-length': sent.length, ...(shape.gzip ? { 'content-encoding': 'gzip' } : {}) }).end(sent);
}
