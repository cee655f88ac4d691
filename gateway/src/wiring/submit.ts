import type { Job, JobRequest, SegmentRequest } from '@lesion-forge/openapi';
import type { DicomWebClient } from '../dicomweb/client.ts';
import { GatewayError } from '../errors.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { Archives } from '../tasks/archives.ts';
import type { NetworkDescription } from '../synthesis/networks.ts';
import type { SurveyStore } from '../tasks/survey-store.ts';
import { engineOf, keyOf, withArchive, type ModelNamed, type Settled } from './settled.ts';
import { settleSurvey } from './settle-survey.ts';
import { settleSynthesize } from './settle-synthesize.ts';

export interface SubmitDependencies {
  readonly store: JobStore;
  readonly archives: Archives;
  /** Throws model/unknown. */
  readonly model: ModelNamed;
  readonly surveys: Pick<SurveyStore, 'has'>;
  /** Networks that make lesions. */
  readonly networks?: readonly NetworkDescription[];
}

/**
 * Accepts a request: checks every name, settles what was left open (archive, model, mask, seed), and makes the job durable.
 * After this a job depends on nothing that can change under it, so each of its runs stores the same objects.
 */
export const submitter = ({ store, archives, model, surveys, networks = [] }: SubmitDependencies) =>
  async (request: JobRequest): Promise<Submitted> => {
    const archive = archives.get(request.source.archive);
    if (request.task === 'survey') return submitSurvey(await settleSurvey(request, { archive, model }), { store, surveys });
    const settled = request.task === 'segment' ? settleSegment(request, { archive, model }) : await settleSynthesize(request, { archive, model, store, networks });
    return store.submit(keyOf(settled), settled.request);
  };

type Submitted = { readonly job: Job; readonly created: boolean };
type Choices = { readonly archive: DicomWebClient } & Pick<SubmitDependencies, 'model'>;

/** A survey whose mask is gone from the disk is made anew, under another key. */
async function submitSurvey(settled: Settled, { store, surveys }: Pick<SubmitDependencies, 'store' | 'surveys'>): Promise<Submitted> {
  for (let edition = 1; ; edition++) {
    const engine = edition === 1 ? settled.engine : `${settled.engine}#${edition}`;
    const submitted = await store.submit(keyOf({ ...settled, engine }), settled.request);
    if (submitted.job.state !== 'succeeded' || (await surveys.has(submitted.job.id))) return submitted;
  }
}

function settleSegment(request: SegmentRequest, { archive, model }: Choices): Settled {
  const manifest = model(request.model);
  if (manifest.task !== 'lesion-segmentation') throw new GatewayError('model/unknown', `Model "${manifest.name}" only finds organs; choose one that segments lesions.`, { context: { model: manifest.name } });
  return { request: { ...withArchive(request, archive), model: manifest.name }, engine: engineOf(manifest, model) };
}
