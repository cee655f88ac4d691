import type { ArchiveConfig } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { bounded } from './bounded.ts';
import type { ResolveSecret } from './auth.ts';
import type { DicomJson } from './dicom-json.ts';
import { toInstanceMatch, toSeriesMatch, toStudyMatch, type InstanceMatch, type SeriesMatch, type StudyMatch } from './matches.ts';
import { INSTANCE_FIELDS, searchAll, SERIES_FIELDS, STUDY_FIELDS } from './qido.ts';
import type { Filter } from './query-keys.ts';
import type { Requester } from './request.ts';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts';
import { serverProfile } from './servers/index.ts';
import type { ServerProfile } from './servers/server-profile.ts';
import { store, type StoreItem, type StoreReport } from './stow.ts';
import { storeVerified, type VerifiedStore } from './store-verified.ts';
import { Transport } from './transport.ts';
import { assertUid } from './uid.ts';
import { retrieveInstance, retrieveMetadata, seriesPath, studyPath, type InstanceRef, type RetrievedInstance } from './wado.ts';

export interface DicomWebClientOptions {
  readonly archive: ArchiveConfig;
  readonly resolveSecret: ResolveSecret;
  /** Default 1 GiB. */
  readonly maxInstanceBytes?: number;
  /** Instances of one series or answers of one search; default 20,000. */
  readonly maxInstances?: number;
  /** Answers asked for at once; default 500. */
  readonly pageSize?: number;
  readonly retry?: Partial<Omit<RetryPolicy, 'attempts'>>;
  readonly minBytesPerSecond?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

const ANY_TRANSFER_SYNTAX = '*';

/**
 * DICOMweb of one configured archive: search, retrieve, store. Requests carry UIDs, never addresses; UIDs are checked before they enter
 * a path. Every method throws archive/* for the archive's failures and the signal's own reason when cancelled. Call `close` at the end.
 */
export class DicomWebClient {
  readonly archive: ArchiveConfig;
  readonly profile: ServerProfile;
  readonly #requester: Requester;
  readonly #maxInstanceBytes: number;
  readonly #maxInstances: number;
  readonly #pageSize: number;

  constructor(options: DicomWebClientOptions) {
    const { archive } = options;
    this.archive = archive;
    this.profile = serverProfile(archive.server);
    this.#requester = { transport: new Transport(options), retry: { ...DEFAULT_RETRY, ...options.retry, attempts: archive.attempts } };
    this.#maxInstanceBytes = options.maxInstanceBytes ?? 1024 ** 3;
    this.#maxInstances = options.maxInstances ?? 20_000;
    this.#pageSize = options.pageSize ?? 500;
  }

  close(): void {
    this.#requester.transport.close();
  }

  /** An empty filter would mean the whole archive and is refused (request/invalid) unless `everything` says so. */
  async searchStudies(filter: Filter, options: CallOptions & { readonly everything?: boolean } = {}): Promise<StudyMatch[]> {
    if (Object.keys(filter).length === 0 && options.everything !== true)
      throw new GatewayError('request/invalid', 'A search of studies needs at least one condition; name one.');
    const found = await this.#search({ path: '/studies', idTag: '0020000D', filter, includeTags: STUDY_FIELDS, ...options });
    return found.map(toStudyMatch);
  }

  /** Series of one study; empty when there is no such study. */
  async searchSeries(studyUid: string, filter: Filter = {}, options: CallOptions = {}): Promise<SeriesMatch[]> {
    const path = `${studyPath(studyUid)}/series`;
    const found = await this.#search({ path, idTag: '0020000E', filter, includeTags: SERIES_FIELDS, ...options });
    return found.map(toSeriesMatch(studyUid));
  }

  /** Instances of one series; empty when there is no such series. */
  async searchInstances(studyUid: string, seriesUid: string, options: CallOptions & { readonly filter?: Filter } = {}): Promise<InstanceMatch[]> {
    const path = `${seriesPath(studyUid, seriesUid)}/instances`;
    const found = await this.#search({ path, idTag: '00080018', includeTags: INSTANCE_FIELDS, filter: {}, ...options });
    return found.map(toInstanceMatch(studyUid, seriesUid));
  }

  /** One data set an instance, without pixel data. Throws series/not-found, series/too-large. */
  async retrieveSeriesMetadata(studyUid: string, seriesUid: string, { signal }: CallOptions = {}): Promise<readonly DicomJson[]> {
    const found = await retrieveMetadata(this.#requester, seriesPath(studyUid, seriesUid), signal);
    if (found === undefined || found.length === 0) throw seriesNotFound(this.archive.name, seriesUid);
    this.#checkCount(found.length);
    return found;
  }

  /** The file as stored, or undefined when the archive has none of that UID. `transferSyntaxUid` asks for a conversion. */
  retrieveInstance(ref: InstanceRef, options: CallOptions & { readonly transferSyntaxUid?: string } = {}): Promise<RetrievedInstance | undefined> {
    const syntax = options.transferSyntaxUid === undefined ? ANY_TRANSFER_SYNTAX : assertUid(options.transferSyntaxUid);
    return retrieveInstance(this.#requester, ref, { accept: this.profile.acceptInstance(syntax), maxInstanceBytes: this.#maxInstanceBytes, signal: options.signal });
  }

  /**
   * Retrieves instances one by one, `archive.concurrency` at once, each tried again by itself, and yields them in the order of their
   * arrival: key them by SOP Instance UID. UIDs in `held` are left out, so an interrupted retrieval goes on where it was.
   * Throws series/incomplete when the archive lists an instance and has not got it.
   */
  async *retrieveInstances(refs: readonly InstanceRef[], options: CallOptions & { readonly held?: ReadonlySet<string> } = {}): AsyncGenerator<RetrievedInstance> {
    this.#checkCount(refs.length);
    const wanted = refs.filter(ref => options.held?.has(ref.sopInstanceUid) !== true);
    const { concurrency } = this.archive;
    yield* bounded(wanted, { concurrency, signal: options.signal }, async (ref, signal) => {
      const found = await this.retrieveInstance(ref, { signal });
      if (found !== undefined) return found;
      throw new GatewayError('series/incomplete', 'The archive lists an instance that it does not return; try again when the series is complete.', { context: { seriesUid: ref.seriesUid } });
    });
  }

  /** STOW-RS. What it answers is no proof of storage: use `storeVerified` for anything that must be there afterwards. */
  store(studyUid: string, items: readonly StoreItem[], { signal }: CallOptions = {}): Promise<StoreReport> {
    return store(this.#requester, studyPath(studyUid), { items, signal });
  }

  /** Stores, reads back, compares; see storeVerified. */
  storeVerified(studyUid: string, items: readonly StoreItem[], options: CallOptions & { readonly onProgress?: (fraction: number) => void } = {}): Promise<VerifiedStore> {
    return storeVerified(this, this.#requester.retry, { studyUid, items, ...options });
  }

  async #search(search: { path: string; idTag: string; filter: Filter; includeTags: readonly string[]; signal?: AbortSignal }) {
    return searchAll(this.#requester, { ...search, pageSize: this.#pageSize, maxResults: this.#maxInstances });
  }

  #checkCount(count: number): void {
    if (count <= this.#maxInstances) return;
    throw new GatewayError('series/too-large', `The series has ${count} instances, more than the limit of ${this.#maxInstances}; choose another.`, { context: { count, limit: this.#maxInstances } });
  }
}

const seriesNotFound = (archive: string, seriesUid: string) =>
  new GatewayError('series/not-found', `Archive "${archive}" has no such series in this study; check both UIDs.`, { context: { archive, seriesUid } });
