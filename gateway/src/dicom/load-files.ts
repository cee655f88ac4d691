import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../errors.ts';
import { hasDicomPrefix } from './file-meta.ts';
import { readInstance } from './read.ts';
import type { DicomInstance } from './series.ts';
import { unzipCapped } from './unzip.ts';

export interface LoadOptions {
  /** Take this series instead of the largest CT series. */
  readonly seriesInstanceUid?: string;
  readonly limits?: Partial<LoadLimits>;
}

export interface LoadLimits {
  readonly maxFiles: number;
  readonly maxTotalBytes: number;
}

/** One series of a folder or ZIP. */
export interface LoadedSeries {
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly instances: readonly DicomInstance[];
}

export interface LoadedFiles {
  /** Largest first. */
  readonly series: readonly LoadedSeries[];
  /** Files that call themselves DICOM and cannot be read; names relative to the input. */
  readonly unreadable: readonly { readonly name: string; readonly reason: string }[];
}

const DEFAULT_LIMITS: LoadLimits = { maxFiles: 50_000, maxTotalBytes: 8 * 1024 ** 3 };

/**
 * The instances of one series in a folder, a ZIP or a single file: the named series, else the CT series with most instances.
 * Files that are no DICOM are passed over. Throws `input/not-found`, `input/unreadable`, `series/not-found` or `series/not-ct`.
 */
export async function readSeriesFrom(path: string, options: LoadOptions = {}): Promise<readonly DicomInstance[]> {
  const { series, unreadable } = await loadFiles(path, options.limits);
  const damaged = unreadable.length === 0 ? '' : ` ${unreadable.length} DICOM files could not be read.`;
  if (series.length === 0) throw new GatewayError('input/unreadable', `The input holds no DICOM images.${damaged} Give a folder or ZIP with a CT series.`, { context: { unreadable: unreadable.length } });
  const wanted = options.seriesInstanceUid;
  const chosen = wanted === undefined ? series.find(({ modality }) => modality === 'CT') : series.find(({ seriesInstanceUid }) => seriesInstanceUid === wanted);
  if (chosen) return chosen.instances;
  if (wanted !== undefined) throw new GatewayError('series/not-found', 'The input does not hold the series asked for; leave the choice out or name one of the series listed.', { context: { series: series.map(one => one.seriesInstanceUid).slice(0, 20) } });
  throw new GatewayError('series/not-ct', `The input holds no CT series, only ${[...new Set(series.map(one => one.modality || 'unknown'))].join(', ')}.`, { context: { series: series.length } });
}

/** Every DICOM object under a folder, in a ZIP, or in a single file, by series. */
export async function loadFiles(path: string, limits: Partial<LoadLimits> = {}): Promise<LoadedFiles> {
  const instances: DicomInstance[] = [];
  const unreadable: { name: string; reason: string }[] = [];
  for await (const [name, bytes] of contents(path, { ...DEFAULT_LIMITS, ...limits }))
    try {
      const instance = readInstance(bytes, { missingUids: 'derive' });
      if (instance.sopClassUid !== MEDIA_DIRECTORY) instances.push(instance);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (hasDicomPrefix(bytes) && !/DICOMDIR$/i.test(name)) unreadable.push({ name, reason: error.message });
    }
  return { series: bySeries(instances), unreadable };
}

const MEDIA_DIRECTORY = '1.2.840.10008.1.3.10';

function bySeries(instances: readonly DicomInstance[]): readonly LoadedSeries[] {
  const groups = new Map<string, DicomInstance[]>();
  for (const instance of instances) groups.set(instance.seriesInstanceUid, [...(groups.get(instance.seriesInstanceUid) ?? []), instance]);
  return [...groups]
    .map(([seriesInstanceUid, own]) => ({ seriesInstanceUid, modality: own[0]?.modality ?? '', instances: own }))
    .sort((a, b) => b.instances.length - a.instances.length);
}

/** Name and bytes of every file, ZIPs looked into one level deep. */
/** The DICOM files under a folder, in a ZIP, or a single one, as they are. Other files are passed over. Throws `input/*`. */
export async function readDicomFiles(path: string, limits: Partial<LoadLimits> = {}): Promise<readonly Uint8Array[]> {
  const files: Uint8Array[] = [];
  for await (const [, bytes] of contents(path, { ...DEFAULT_LIMITS, ...limits })) if (hasDicomPrefix(bytes)) files.push(bytes);
  return files;
}

async function* contents(path: string, limits: LoadLimits): AsyncGenerator<readonly [string, Uint8Array]> {
  const names = await fileNames(path);
  if (names.length > limits.maxFiles) throw tooMuch(`more than ${limits.maxFiles} files`, limits);
  let total = 0;
  for (const name of names) {
    const file = name === '' ? path : join(path, name);
    total += (await stat(file)).size;
    if (total > limits.maxTotalBytes) throw tooMuch(`more than ${limits.maxTotalBytes} bytes`, limits);
    const bytes = await readFile(file);
    if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0x04034b50) yield* unzipCapped(bytes, limits);
    else yield [name, bytes];
  }
}

/** Names relative to `path`, '' for a single file, in a stable order. */
async function fileNames(path: string): Promise<readonly string[]> {
  try {
    if ((await stat(path)).isFile()) return [''];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name).slice(join(path, '/').length)).sort();
  } catch (error) {
    throw new GatewayError('input/not-found', 'The input does not exist or may not be read; check the path.', { cause: error });
  }
}

const tooMuch = (what: string, limits: LoadLimits) => new GatewayError('input/unreadable', `The input holds ${what}; give a smaller folder or ZIP.`, { context: { ...limits } });
