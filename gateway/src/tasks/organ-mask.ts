import type { Source } from '@lesion-forge/openapi';
import type { Organ } from '../anatomy/organ.ts';
import { readInstance } from '../dicom/read.ts';
import { readSeg, type ReadSeg } from '../dicom/seg/read-seg.ts';
import type { Warning } from '../dicom/series.ts';
import type { DicomWebClient } from '../dicomweb/client.ts';
import { GatewayError } from '../errors.ts';
import type { OrganStatistics } from '../synthesis/survey/statistics.ts';
import { sameGrid } from '../volume/geometry.ts';
import { maskOf } from '../volume/mask-of.ts';
import { makeVolume, type Volume } from '../volume/volume.ts';
import type { RetrievedSeries } from './archive-series.ts';
import { outlineOrgan } from './outline-organ.ts';
import { segmentsOf } from './segments-of.ts';
import type { SegmentServices } from './segment.ts';
import type { StageClock } from './stage-clock.ts';

export interface OrganMaskRequest {
  readonly services: SegmentServices;
  readonly archive: DicomWebClient;
  readonly request: { readonly source: Source; readonly organMask?: { readonly seriesUid: string }; readonly survey?: string };
  readonly organ: Organ;
  readonly retrieved: RetrievedSeries;
  readonly clock: StageClock;
  readonly signal: AbortSignal;
}

export interface FoundMask {
  /** 1 = organ without its lesions, on the grid of the series. */
  readonly mask: Volume<Uint8Array>;
  /** As the survey measured them, where the mask is of one. */
  readonly statistics?: OrganStatistics;
  /** For the recipe. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly warnings: readonly Warning[];
}

/** The organ's mask: of the survey or from the segmentation the request names, else from the default model or its localiser. Throws survey/*, mask/*, model/*, inference/*. */
export function organMask(request: OrganMaskRequest): Promise<FoundMask> {
  const { survey, organMask } = request.request;
  if (survey !== undefined) return fromSurvey(request, survey);
  return organMask === undefined ? fromModel(request) : fromArchive(request, organMask.seriesUid);
}

async function fromSurvey({ services, retrieved }: OrganMaskRequest, survey: string): Promise<FoundMask> {
  const { mask, statistics, source } = await services.surveys.read(survey);
  const { geometry } = retrieved.series.volume;
  if (!sameGrid(mask.geometry, geometry)) throw new GatewayError('survey/other-series', 'The series has another grid than when it was surveyed; survey it again.', { context: { survey } });
  return { mask: makeVolume(geometry, mask.voxels), statistics, source: { ...source, survey }, warnings: [] };
}

async function fromArchive({ archive, request, organ, retrieved, signal }: OrganMaskRequest, seriesUid: string): Promise<FoundMask> {
  const { studyUid } = request.source;
  const [found] = await archive.searchInstances(studyUid, seriesUid, { signal });
  const retrievedMask = found && (await archive.retrieveInstance({ studyUid, seriesUid, sopInstanceUid: found.sopInstanceUid }, { signal }));
  if (!retrievedMask) throw new GatewayError('mask/missing', 'The segmentation named as organ mask is not in the archive; name another, or none.', { context: { seriesUid } });
  const seg = await readSeg(readInstance(retrievedMask.bytes), retrieved.series.volume.geometry);
  return { mask: organSegment(seg, organ), source: { seriesUid, sopInstanceUid: found.sopInstanceUid }, warnings: seg.warnings };
}

/** The voxels of the segments that mean the organ. Throws mask/missing when the segmentation has none, mask/empty. */
export function organSegment({ labelmap, segments }: ReadSeg, organ: Organ): Volume<Uint8Array> {
  const numbers = new Set(segmentsOf(organ, segments).map(({ number }) => number));
  if (numbers.size > 0) return filled(maskOf(labelmap, value => numbers.has(value)));
  throw new GatewayError('mask/missing', `The segmentation has no segment coded as ${organ.label.toLowerCase()}; give one that has.`, { context: { segments: segments.length } });
}

async function fromModel({ services, organ, retrieved, clock, signal }: OrganMaskRequest): Promise<FoundMask> {
  const { mask, model, warnings } = await outlineOrgan(retrieved.series.volume, organ, { services, signal, onProgress: clock.progress });
  return { mask: filled(mask), source: { model: model.name, version: model.version, sha256: model.sha256 }, warnings };
}

function filled(mask: Volume<Uint8Array>): Volume<Uint8Array> {
  if (mask.voxels.includes(1)) return mask;
  throw new GatewayError('mask/empty', 'The organ mask has no voxel; check that the organ is in the field of view, or give another mask.');
}
