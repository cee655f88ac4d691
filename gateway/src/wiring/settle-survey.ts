import type { SurveyRequest, SynthesizeRequest } from '@lesion-forge/openapi';
import type { DicomWebClient } from '../dicomweb/client.ts';
import { GatewayError } from '../errors.ts';
import { assertSurveyed } from '../http/organ-mask.ts';
import { jobOf } from '../http/jobs.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { organNamed } from '../tasks/synthesize.ts';
import { findOrganMask } from './find-organ-mask.ts';
import { outlineEngineOf, withArchive, type ModelNamed, type Settled } from './settled.ts';

/** Raised when the same request would find another mask or measure it otherwise. */
const SURVEY_ENGINE = 'survey@1';

/** Names the archive, the organ and the mask of a survey; the mask is looked for as for a synthesis. Throws organ/unknown. */
export async function settleSurvey(request: SurveyRequest, { archive, model }: { readonly archive: DicomWebClient; readonly model: ModelNamed }): Promise<Settled> {
  const organ = organNamed(request.organ, request.organLabel);
  const mask = request.organMask?.seriesUid ?? (await findOrganMask(archive, request.source, organ));
  const named = { ...withArchive(request, archive), organ: organ.name };
  if (mask === undefined) return { request: named, engine: `${SURVEY_ENGINE}+${outlineEngineOf(organ, model)}` };
  return { request: { ...named, organMask: { seriesUid: mask } }, engine: SURVEY_ENGINE };
}

/** Refuses a survey that is not of the series and organ the (settled) request names. Throws survey/*, job/not-found. */
export async function assertSurveyOf({ survey, source, organ }: SynthesizeRequest, store: Pick<JobStore, 'get'>): Promise<void> {
  if (survey === undefined) return;
  const job = await jobOf(store, survey);
  assertSurveyed(job);
  const of = job.request.source;
  const sameSource = (['archive', 'studyUid', 'seriesUid', 'phase'] as const).every(name => of[name] === source[name]);
  if (sameSource && 'organ' in job.request && job.request.organ === organ) return;
  throw new GatewayError('survey/other-series', 'The survey is of another series, acquisition or organ than this request; survey the one to be changed.', { context: { survey, surveyed: of.seriesUid } });
}
