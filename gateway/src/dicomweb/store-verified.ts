import { GatewayError } from '../errors.ts';
import { bounded } from './bounded.ts';
import { compareInstances, type Comparison } from './compare-instances.ts';
import { inBatches } from './store-batches.ts';
import { readPart10Head } from './part10-head.ts';
import { delayMs, pause, type RetryPolicy } from './retry.ts';
import { isDuplicateReason, isOutOfResources, isPassingReason } from './store-answer.ts';
import type { StoreItem, StoreReport } from './stow.ts';
import type { InstanceRef, RetrievedInstance } from './wado.ts';

/** What this needs of an archive. */
export interface StorePort {
  readonly archive: { readonly name: string; readonly concurrency: number };
  searchInstances(studyUid: string, seriesUid: string, options: { readonly signal?: AbortSignal }): Promise<readonly { readonly sopInstanceUid: string }[]>;
  store(studyUid: string, items: readonly StoreItem[]): Promise<StoreReport>;
  retrieveInstance(ref: InstanceRef, options: { readonly transferSyntaxUid?: string; readonly signal?: AbortSignal }): Promise<RetrievedInstance | undefined>;
}

export interface VerifiedStoreRequest {
  readonly studyUid: string;
  readonly items: readonly StoreItem[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

export interface VerifiedStore {
  /** Objects sent now, and objects that lay there already with the same content. */
  readonly sent: number;
  readonly alreadyThere: number;
  /** Objects in which the archive changed attributes it may change. */
  readonly coerced: readonly string[];
}

/**
 * Stores objects so that they are there afterwards: STOW, read back each, compare. Meant for UIDs that are derived from the job, so that
 * a second run finds and completes what a first one left:
 * - what lies there with the same content is not sent again; with other content nothing is sent and archive/store-mismatch is thrown;
 * - one object, the smallest, goes first by itself: an archive that refuses or alters keeps nothing, or that one;
 * - what was lost is sent again, `attempts` times in all; then archive/store-lost (retryable);
 * - from the first object sent on, `signal` is no longer heeded: a cancelled job leaves nothing or a whole series.
 * DICOMweb cannot delete, so a final failure half way leaves what was stored; `context` says how much, and the same job completes it.
 */
export async function storeVerified(port: StorePort, retry: RetryPolicy, request: VerifiedStoreRequest): Promise<VerifiedStore> {
  const run = new VerifiedStoreRun(port, retry, request);
  await run.checkWhatIsThere();
  request.signal?.throwIfAborted();
  const missing = run.missing().sort((a, b) => a.bytes.length - b.bytes.length);
  await run.storeAll(missing.slice(0, 1));
  for (const batch of inBatches(run.missing())) await run.storeAll(batch);
  return { sent: missing.length, alreadyThere: request.items.length - missing.length, coerced: run.coerced };
}

class VerifiedStoreRun {
  readonly coerced: string[] = [];
  readonly #port: StorePort;
  readonly #retry: RetryPolicy;
  readonly #request: VerifiedStoreRequest;
  readonly #verified = new Set<string>();

  constructor(port: StorePort, retry: RetryPolicy, request: VerifiedStoreRequest) {
    if (new Set(request.items.map(item => item.sopInstanceUid)).size < request.items.length) throw new RangeError('Two objects to be stored have one UID.');
    this.#port = port;
    this.#retry = retry;
    this.#request = request;
  }

  missing(): StoreItem[] {
    return this.#request.items.filter(item => !this.#verified.has(item.sopInstanceUid));
  }

  async checkWhatIsThere(): Promise<void> {
    const { studyUid, items, signal } = this.#request;
    const there = new Set<string>();
    for (const seriesUid of new Set(items.map(item => item.seriesUid)))
      for (const { sopInstanceUid } of await this.#port.searchInstances(studyUid, seriesUid, signal ? { signal } : {})) there.add(sopInstanceUid);
    await this.#verify(items.filter(item => there.has(item.sopInstanceUid)), signal);
  }

  async storeAll(items: readonly StoreItem[]): Promise<void> {
    let left = items;
    for (let attempt = 1; left.length > 0; attempt++) {
      const report = await this.#send(left).catch((error: unknown) => Promise.reject(this.#tellHowFar(error)));
      const refused = [...report.failed.values()].find(reason => !isPassingReason(reason) && !isDuplicateReason(reason));
      if (refused !== undefined) throw this.#tellHowFar(this.#refused(refused, report));
      left = await this.#verify(left);
      if (left.length === 0) return;
      if (attempt >= this.#retry.attempts) throw this.#tellHowFar(this.#notThere(left.length, report));
      await pause(delayMs(this.#retry, attempt), undefined);
    }
  }

  /** Halves what is too much for the archive at once. */
  async #send(items: readonly StoreItem[]): Promise<StoreReport> {
    const report = await this.#port.store(this.#request.studyUid, items);
    if (report.status !== 413) return report;
    if (items.length === 1) throw this.#refused(413, report);
    const middle = Math.ceil(items.length / 2);
    const first = await this.#send(items.slice(0, middle));
    const second = await this.#send(items.slice(middle));
    return { ...second, failed: new Map([...first.failed, ...second.failed]), unmentioned: [...first.unmentioned, ...second.unmentioned] };
  }

  /** Reads back and compares; returns what the archive has not got. Throws archive/store-mismatch. */
  async #verify(items: readonly StoreItem[], signal?: AbortSignal): Promise<StoreItem[]> {
    const lost: StoreItem[] = [];
    const { concurrency } = this.#port.archive;
    const results = bounded(items, { concurrency, signal }, async (item, signal) => ({ item, found: await this.#compare(item, signal) }));
    for await (const { item, found } of results) {
      if (found === undefined) {
        lost.push(item);
        continue;
      }
      if (found.level === 'different') throw this.#tellHowFar(mismatch(this.#port.archive.name, item, found));
      if (found.level === 'coerced') this.coerced.push(item.sopInstanceUid);
      this.#verified.add(item.sopInstanceUid);
      this.#request.onProgress?.(this.#verified.size / this.#request.items.length);
    }
    return lost;
  }

  /** An archive may store in another transfer syntax; then it is asked for the one that was sent. */
  async #compare(item: StoreItem, signal: AbortSignal): Promise<Comparison | undefined> {
    const ref = { studyUid: this.#request.studyUid, seriesUid: item.seriesUid, sopInstanceUid: item.sopInstanceUid };
    const got = await this.#port.retrieveInstance(ref, { signal });
    if (got === undefined) return undefined;
    const asStored = compareInstances(item.bytes, got.bytes);
    const sentSyntax = readPart10Head(item.bytes)?.transferSyntaxUid;
    if (asStored.level !== 'different' || sentSyntax === undefined || sentSyntax === got.transferSyntaxUid) return asStored;
    const converted = await this.#port.retrieveInstance(ref, { transferSyntaxUid: sentSyntax, signal }).catch(() => undefined);
    return converted === undefined ? asStored : compareInstances(item.bytes, converted.bytes);
  }

  #refused(reason: number, report: StoreReport): GatewayError {
    const { name } = this.#port.archive;
    const hex = `0x${reason.toString(16).padStart(4, '0').toUpperCase()}`;
    const why = reason === 413 ? 'one object is larger than it accepts' : `failure reason ${hex}`;
    return new GatewayError('archive/store-refused', `Archive "${name}" refuses the result (${why}); check its settings and the rights of the account.`, {
      context: { archive: name, status: report.status, reason: hex, failed: report.failed.size },
    });
  }

  /** Refused where the archive said so to the last; lost where it claimed success or was out of resources. */
  #notThere(count: number, report: StoreReport): GatewayError {
    const { name } = this.#port.archive;
    const context = { archive: name, status: report.status, missing: count, failed: report.failed.size, unmentioned: report.unmentioned.length };
    if (report.status >= 400 && ![...report.failed.values()].some(isOutOfResources))
      return new GatewayError('archive/store-refused', `Archive "${name}" refuses ${count} object(s) (status ${report.status}); look into its log.`, { context });
    return new GatewayError('archive/store-lost', `Archive "${name}" does not return ${count} object(s) it was sent; look into its log, then run the job again.`, { context });
  }

  /** Adds how much of the result lies in the archive. */
  #tellHowFar(error: unknown): unknown {
    if (!(error instanceof GatewayError)) return error;
    return new GatewayError(error.code, error.message, { context: { ...error.context, stored: this.#verified.size, of: this.#request.items.length }, cause: error.cause });
  }
}

const mismatch = (archive: string, item: StoreItem, { tags }: Comparison) =>
  new GatewayError('archive/store-mismatch', `Archive "${archive}" holds an object of this UID with other content; nothing is overwritten. Find out who stored it, or change a parameter so that new UIDs are used.`, {
    context: { archive, sopInstanceUid: item.sopInstanceUid, tags: tags.slice(0, 8) },
  });
