import type { Job, JobRequest, SegmentRequest, SynthesizeRequest } from '@lesion-forge/openapi';
import { lesionKindNamed } from '../anatomy/lesion-kind-named.ts';
import type { DicomWebClient } from '../dicomweb/client.ts';
import { GatewayError } from '../errors.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { Archives } from '../tasks/archives.ts';
import { assertSyntheticAllowed, generatorNamed, organNamed } from '../tasks/synthesize.ts';
import { checkParameters } from '../synthesis/parameters.ts';
import type { SurveyStore } from '../tasks/survey-store.ts';
import { findOrganMask } from './find-organ-mask.ts';
import { engineOf, keyOf, withArchive, type ModelNamed, type Settled } from './settled.ts';
import { assertSurveyOf, settleSurvey } from './settle-survey.ts';

export interface SubmitDependencies {
  readonly store: JobStore;
  readonly archives: Archives;
  /** Throws model/unknown. */
  readonly model: ModelNamed;
  readonly surveys: Pick<SurveyStore, 'has'>;
}

/**
 * Accepts a request: checks every name, settles what was left open (archive, model, mask, seed), and makes the job durable.
 * After this a job depends on nothing that can change under it, so each of its runs stores the same objects.
 */
export const submitter = ({ store, archives, model, surveys }: SubmitDependencies) =>
  async (request: JobRequest): Promise<Submitted> => {
    const archive = archives.get(request.source.archive);
    if (request.task === 'survey') return submitSurvey(await settleSurvey(request, { archive, model }), { store, surveys });
    const settled = request.task === 'segment' ? settleSegment(request, { archive, model }) : await settleSynthesize(request, { archive, model, store });
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

async function settleSynthesize(request: SynthesizeRequest, { archive, model, store }: Choices & Pick<SubmitDependencies, 'store'>): Promise<Settled> {
  assertSyntheticAllowed(archive);
  refuseUnsupported(request);
  const generator = generatorNamed(request.generator);
  const organ = organNamed(request.organ);
  checkParameters(generator, request.parameters ?? {});
  checkRadius(request, lesionKindNamed(organ, request.kind).radiusMm);
  const named = { ...withArchive(request, archive), generator: generator.name, organ: organ.name };
  await assertSurveyOf(named, store);
  const mask = request.survey === undefined ? (request.organMask?.seriesUid ?? (await findOrganMask(archive, request.source, organ))) : undefined;
  const settled: SynthesizeRequest = mask === undefined ? named : { ...named, organMask: { seriesUid: mask } };
  const needsModel = mask === undefined && request.survey === undefined;
  const engine = [`${generator.name}@${generator.version}`, ...(needsModel ? [engineOf(model(), model)] : [])].join('+');
  const seed = request.seed ?? Number.parseInt(keyOf({ request: settled, engine }).slice(0, 8), 16);
  return { request: { ...settled, seed }, engine };
}

/** Fields of the contract that no task reads yet; none is ignored in silence. */
const UNSUPPORTED = ['kind', 'lesions', 'plan', 'quality'] as const;

function refuseUnsupported(request: SynthesizeRequest): void {
  const field = UNSUPPORTED.find(name => request[name] !== undefined);
  if (field !== undefined) throw new GatewayError('request/invalid', `"${field}" is not supported yet; leave it out.`, { context: { field } });
}

function checkRadius({ radiusMm }: SynthesizeRequest, [low, high]: readonly [number, number]): void {
  if (radiusMm === undefined || (radiusMm >= low && radiusMm <= high)) return;
  throw new GatewayError('generator/invalid-parameters', `The radius must be ${low}..${high} mm here, got ${radiusMm}.`, { context: { radiusMm, low, high } });
}
