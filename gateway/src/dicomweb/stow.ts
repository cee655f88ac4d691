import { randomBytes } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import { wholeBody } from './body.ts';
import { badResponse } from './failures.ts';
import { parse } from './json-answer.ts';
import { request, type Requester } from './request.ts';
import { readStoreAnswer, type StoreReport } from './store-answer.ts';

/** A DICOM file to be stored and the UIDs in it. */
export interface StoreItem {
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly bytes: Uint8Array;
}

export type { StoreReport } from './store-answer.ts';

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** 400 and 409 carry lists for partial success, 413 asks for less at once; all are read, none believed. */
const TELLING = [200, 202, 204, 400, 409, 413];
const REFUSING = [405, 406, 415, 422, 501];

/**
 * One STOW-RS request (PS3.18 10.5) with a streamed multipart body of known length. The report says what the archive claims; a claim is
 * no proof. Throws archive/store-refused when it takes no objects at all, archive/* for its other failures.
 */
export function store(requester: Requester, path: string, { items, signal }: { readonly items: readonly StoreItem[]; readonly signal?: AbortSignal | undefined }): Promise<StoreReport> {
  const boundary = `lesion-forge-${randomBytes(16).toString('hex')}`;
  const { archive } = requester.transport;
  const headers = { accept: 'application/dicom+json', 'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}` };
  // Iterated anew for every try.
  const body = { [Symbol.iterator]: () => multipartBody(items, boundary) };
  const call = { method: 'POST', path, headers, body, contentLength: multipartLength(items, boundary), accept: [...TELLING, ...REFUSING], signal } as const;
  return request(requester, call, async answer => {
    if (REFUSING.includes(answer.status)) throw refused(archive, answer.status);
    const tooLarge = () => badResponse(archive, 'answered a store with too much text');
    const value = parse(await wholeBody(answer, { maxBytes: MAX_ANSWER_BYTES, tooLarge }));
    return readStoreAnswer(answer.status, value, items.map(item => item.sopInstanceUid));
  });
}

const partHead = (boundary: string) => Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`, 'latin1');
const LINE_END = Buffer.from('\r\n', 'latin1');
const lastLine = (boundary: string) => Buffer.from(`--${boundary}--\r\n`, 'latin1');

function* multipartBody(items: readonly StoreItem[], boundary: string): Generator<Uint8Array> {
  for (const { bytes } of items) {
    yield partHead(boundary);
    yield bytes;
    yield LINE_END;
  }
  yield lastLine(boundary);
}

const multipartLength = (items: readonly StoreItem[], boundary: string): number =>
  items.reduce((sum, { bytes }) => sum + partHead(boundary).length + bytes.length + LINE_END.length, lastLine(boundary).length);

const refused = (archive: string, status: number) =>
  new GatewayError('archive/store-refused', `Archive "${archive}" takes no objects over STOW-RS (status ${status}); enable it there or configure another archive.`, { context: { archive, status } });
