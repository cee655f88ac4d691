import type { SeriesPreview, StudyPreview } from '@lesion-forge/openapi';
import { frameHeadersFromJson } from '../dicom/frame-header.ts';
import { isSynthetic } from '../dicom/is-synthetic.ts';
import { jsonDataset } from '../dicom/json-dataset.ts';
import { planSeries } from '../dicom/plan-series.ts';
import type { DicomWebClient } from '../dicomweb/client.ts';
import type { SeriesMatch } from '../dicomweb/matches.ts';
import { GatewayError, toProblem } from '../errors.ts';
import type { Geometry } from '../volume/geometry.ts';

/** The series of a study and which of them the gateway would try. Throws study/not-found. */
export async function previewStudy(client: DicomWebClient, studyUid: string, minSlices: number): Promise<StudyPreview> {
  const series = await client.searchSeries(studyUid);
  if (series.length === 0) throw new GatewayError('study/not-found', `Archive "${client.archive.name}" has no such study; check its UID.`, { context: { studyUid } });
  return { studyUid, series: series.map(match => summary(match, { minSlices, allowSynthetic: client.archive.allowSynthetic })) };
}

function summary(match: SeriesMatch, rule: { readonly minSlices: number; readonly allowSynthetic: boolean }): StudyPreview['series'][number] {
  const { seriesUid, modality = '', seriesNumber, description, instanceCount = 0 } = match;
  const synthetic = isSynthetic(jsonDataset(match.attributes));
  const reason = ineligible({ modality, instanceCount, synthetic }, rule);
  return {
    seriesUid, modality, instanceCount, synthetic, eligible: reason === undefined,
    ...(seriesNumber === undefined ? {} : { seriesNumber }),
    ...(description === undefined ? {} : { description }),
    ...(reason === undefined ? {} : { reason }),
  };
}

interface Traits {
  readonly modality: string;
  readonly instanceCount: number;
  readonly synthetic: boolean;
}

/** A multi-frame CT is one instance, so a low count alone says nothing when it is 1. */
function ineligible({ modality, instanceCount, synthetic }: Traits, { minSlices, allowSynthetic }: { minSlices: number; allowSynthetic: boolean }): string | undefined {
  if (modality !== 'CT') return 'Not a CT series.';
  if (synthetic && !allowSynthetic) return 'Synthetic series are not taken from this archive.';
  if (instanceCount > 1 && instanceCount < minSlices) return `Fewer than ${minSlices} slices.`;
  return undefined;
}

/** What the gateway would make of a series, from its headers alone: the very plan a job follows. */
export async function previewSeries(client: DicomWebClient, ids: { readonly studyUid: string; readonly seriesUid: string }, limits: { readonly minSlices: number; readonly maxVoxels: number }): Promise<SeriesPreview> {
  const metadata = await client.retrieveSeriesMetadata(ids.studyUid, ids.seriesUid);
  const headers = frameHeadersFromJson(metadata);
  const plan = planSeries(headers, { ...limits, allowSynthetic: client.archive.allowSynthetic });
  const problem = plan.refusal === undefined ? undefined : toProblem(plan.refusal);
  return {
    seriesUid: ids.seriesUid,
    eligible: plan.refusal === undefined,
    synthetic: headers.some(({ synthetic }) => synthetic),
    instanceCount: metadata.length,
    usedInstanceCount: new Set(plan.frames.map(({ sopInstanceUid }) => sopInstanceUid)).size,
    warnings: plan.warnings.map(({ code, message }) => ({ code, message })),
    ...(plan.geometry === undefined ? {} : { geometry: geometryEntry(plan.geometry) }),
    ...(plan.phases.length === 0 ? {} : { phases: plan.phases.map(({ name, instanceCount }) => ({ name, instanceCount })) }),
    ...(problem === undefined ? {} : { refusal: { ...problem, ...(problem.context ? { context: { ...problem.context } } : {}) } }),
  };
}

const geometryEntry = ({ dimensions, spacingMm, originLps, direction, frameOfReferenceUid }: Geometry): NonNullable<SeriesPreview['geometry']> => ({
  dimensions: [...dimensions], spacingMm: [...spacingMm], originLps: [...originLps], direction: [...direction],
  ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
});
