import { readFile } from 'node:fs/promises';
import { readSeriesFrom } from '../dicom/load-files.ts';
import type { SeriesVolume } from '../dicom/series.ts';
import { seriesToVolume } from '../dicom/series-to-volume.ts';
import { GatewayError } from '../errors.ts';
import { readNifti } from '../nifti/read.ts';
import type { HuVolume } from '../volume/volume.ts';

/** A CT from a file or folder. `series` is there when the input was DICOM. */
export interface LoadedCt {
  readonly ct: HuVolume;
  readonly series?: SeriesVolume;
}

export const isNifti = (path: string): boolean => /\.nii(\.gz)?$/i.test(path);

/**
 * Reads a CT from a NIfTI file, a DICOM folder, or a ZIP of DICOM files.
 * Throws input/*, nifti/*, series/*, pixels/*.
 */
export async function loadCt(path: string, options: { readonly seriesUid?: string | undefined; readonly phase?: string | undefined } = {}): Promise<LoadedCt> {
  if (isNifti(path)) return { ct: asHu(readNifti(await readInput(path))) };
  const instances = await readSeriesFrom(path, options.seriesUid === undefined ? {} : { seriesInstanceUid: options.seriesUid });
  const series = await seriesToVolume(instances, { allowSynthetic: true, ...(options.phase === undefined ? {} : { phase: options.phase }) });
  return { ct: series.volume, series };
}

/** Whole file. Throws input/not-found, input/unreadable. */
export async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw new GatewayError('input/not-found', `${path} does not exist.`, { cause });
    throw new GatewayError('input/unreadable', `${path} cannot be read; check its permissions.`, { cause });
  }
}

/** A picture of 0..255 is no CT. */
function asHu(volume: ReturnType<typeof readNifti>): HuVolume {
  if (volume.voxels instanceof Uint8Array) throw new GatewayError('pixels/implausible-hu', 'The NIfTI file holds 8-bit values, which cannot be Hounsfield units; give the CT itself.');
  return volume as HuVolume;
}
