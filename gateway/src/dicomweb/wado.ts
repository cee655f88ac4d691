import { GatewayError } from '../errors.ts';
import type { DicomJson } from './dicom-json.ts';
import { bodyChunks } from './body.ts';
import { badResponse } from './failures.ts';
import { jsonDatasets } from './json-answer.ts';
import { readParts, type Part } from './multipart.ts';
import { readPart10Head } from './part10-head.ts';
import { request, type Requester } from './request.ts';
import type { Answer } from './transport.ts';
import { assertUid } from './uid.ts';

/** Names one instance. */
export interface InstanceRef {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
}

/** A DICOM file as the archive holds it. */
export interface RetrievedInstance extends InstanceRef {
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
  readonly bytes: Uint8Array;
}

export interface RetrieveOptions {
  readonly accept: string;
  readonly maxInstanceBytes: number;
  readonly signal?: AbortSignal | undefined;
}

const MAX_METADATA_BYTES = 256 * 1024 * 1024;
const MULTIPART_OVERHEAD_BYTES = 64 * 1024;

export const studyPath = (studyUid: string) => `/studies/${assertUid(studyUid)}`;
export const seriesPath = (studyUid: string, seriesUid: string) => `${studyPath(studyUid)}/series/${assertUid(seriesUid)}`;
export const instancePath = (ref: InstanceRef) => `${seriesPath(ref.studyUid, ref.seriesUid)}/instances/${assertUid(ref.sopInstanceUid)}`;

/** WADO-RS metadata below `path` (PS3.18 10.4.1.1.2). Undefined when there is no such thing. */
export function retrieveMetadata(requester: Requester, path: string, signal: AbortSignal | undefined): Promise<readonly DicomJson[] | undefined> {
  const { archive } = requester.transport;
  const call = { method: 'GET', path: `${path}/metadata`, headers: { accept: 'application/dicom+json' }, accept: [200, 204, 404, 410], signal } as const;
  const tooLarge = () => new GatewayError('series/too-large', 'The metadata of this series is larger than the gateway reads; choose another series.', { context: { limitBytes: MAX_METADATA_BYTES } });
  return request(requester, call, async answer => {
    if (answer.status === 404 || answer.status === 410) return undefined;
    return jsonDatasets(answer, archive, { maxBytes: MAX_METADATA_BYTES, tooLarge });
  });
}

/**
 * WADO-RS of one instance (PS3.18 10.4.1.1.1), as stored. Undefined when the archive has none of that UID. The size is checked before
 * memory is taken; the answer must hold a DICOM file of the very UID asked for. Throws series/too-large, archive/*.
 */
export function retrieveInstance(requester: Requester, ref: InstanceRef, options: RetrieveOptions): Promise<RetrievedInstance | undefined> {
  const { archive } = requester.transport;
  const call = { method: 'GET', path: instancePath(ref), headers: { accept: options.accept }, accept: [200, 206, 404, 410], signal: options.signal } as const;
  return request(requester, call, async answer => {
    if (answer.status === 404 || answer.status === 410) return undefined;
    let found: RetrievedInstance | undefined;
    // Read to its end, so that the connection can be used again.
    for await (const part of partsOf(answer, archive, options)) {
      const head = readPart10Head(part.bytes);
      if (head === undefined) throw badResponse(archive, 'answered something that is not a DICOM file');
      if (head.sopInstanceUid === ref.sopInstanceUid) found = { ...ref, ...uidsOf(head), bytes: part.bytes };
    }
    if (found === undefined) throw badResponse(archive, 'answered without the instance that was asked for');
    return found;
  });
}

function partsOf(answer: Answer, archive: string, { maxInstanceBytes }: RetrieveOptions): AsyncGenerator<Part> {
  const tooLarge = () =>
    new GatewayError('series/too-large', `An instance is larger than the limit of ${maxInstanceBytes} bytes; raise /limits/maxInstanceBytes or choose another series.`, { context: { limitBytes: maxInstanceBytes } });
  const broken = () => badResponse(archive, 'ended its answer too early or garbled it');
  const chunks = bodyChunks(answer, { maxBytes: maxInstanceBytes + MULTIPART_OVERHEAD_BYTES, tooLarge });
  return readParts(chunks, answer.headers['content-type'], { maxPartBytes: maxInstanceBytes, maxParts: 16, tooLarge, broken });
}

const uidsOf = ({ sopClassUid, transferSyntaxUid }: { sopClassUid: string; transferSyntaxUid: string }) => ({ sopClassUid, transferSyntaxUid });
