import { wholeBody, type BodyLimit } from './body.ts';
import { isDataset, type DicomJson } from './dicom-json.ts';
import { badResponse } from './failures.ts';
import type { Answer } from './transport.ts';

/** The data sets of an `application/dicom+json` answer. 204 and an empty body are no data sets; the Content-Type is not believed. */
export async function jsonDatasets(answer: Answer, archive: string, limit: BodyLimit): Promise<readonly DicomJson[]> {
  const body = await wholeBody(answer, limit);
  if (answer.status === 204 || body.length === 0) return [];
  const value = parse(body);
  if (Array.isArray(value) && value.every(isDataset)) return value;
  throw badResponse(archive, 'answered something that is not DICOM JSON', { status: answer.status });
}

/** Undefined when it is no JSON. A byte order mark is let through. */
export function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
