import { isDataset, jsonItems, jsonNumber, jsonText, TAG, type DicomJson } from './dicom-json.ts';

/** What an archive claims of a store (PS3.18 10.5.3 and annex I). */
export interface StoreReport {
  readonly status: number;
  /** Listed as stored. */
  readonly stored: ReadonlySet<string>;
  /** Listed as failed, with the Failure Reason (PS3.4 and PS3.18 I.2.2). */
  readonly failed: ReadonlyMap<string, number>;
  /** Listed as stored with a Warning Reason, e.g. B000 coercion. */
  readonly warned: ReadonlyMap<string, number>;
  /** In neither list: some archives drop silently, some send no lists. */
  readonly unmentioned: readonly string[];
}

/** Failure reasons that say nothing final: out of resources, processing failure, and none given. */
export const isPassingReason = (reason: number): boolean => reason === 0 || reason === 0x0110 || isOutOfResources(reason);

export const isOutOfResources = (reason: number): boolean => reason >= 0xa700 && reason <= 0xa7ff;

/** The object exists: to be compared, not an error in itself. */
export const isDuplicateReason = (reason: number): boolean => reason === 0x0111;

/** Reads the answer's data set whatever the status; an answer that is no DICOM JSON mentions nobody. */
export function readStoreAnswer(status: number, value: unknown, sent: readonly string[]): StoreReport {
  const datasets: readonly DicomJson[] = (Array.isArray(value) ? value : [value]).filter(isDataset);
  const referenced = datasets.flatMap(dataset => jsonItems(dataset, TAG.referencedSops));
  const failures = datasets.flatMap(dataset => jsonItems(dataset, TAG.failedSops));
  const asked = new Set(sent);
  const failed = reasons(failures, TAG.failureReason, asked);
  const stored = new Set([...uids(referenced)].filter(uid => asked.has(uid) && !failed.has(uid)));
  const warned = reasons(referenced.filter(item => jsonNumber(item, TAG.warningReason) !== undefined), TAG.warningReason, asked);
  return { status, stored, failed, warned, unmentioned: sent.filter(uid => !stored.has(uid) && !failed.has(uid)) };
}

function uids(items: readonly DicomJson[]): Set<string> {
  return new Set(items.flatMap(item => jsonText(item, TAG.referencedSopInstanceUid) ?? []));
}

function reasons(items: readonly DicomJson[], tag: string, asked: ReadonlySet<string>): Map<string, number> {
  const found = new Map<string, number>();
  for (const item of items) {
    const uid = jsonText(item, TAG.referencedSopInstanceUid);
    if (uid !== undefined && asked.has(uid)) found.set(uid, jsonNumber(item, tag) ?? 0);
  }
  return found;
}
