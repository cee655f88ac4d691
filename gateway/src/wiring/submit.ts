import type { Job, JobRequest, SegmentRequest, SynthesizeRequest } from '@lesion-forge/openapi';
import { lesionKindNamed } from '../anatomy/lesion-kind-named.ts';
import type { DicomWebClient } from '../dicomweb/client.ts';
import { GatewayError } from '../errors.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import { jobKey } from '../jobs/job-key.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { Archives } from '../tasks/archives.ts';
import { assertSyntheticAllowed, generatorNamed, organNamed } from '../tasks/synthesize.ts';
import { checkParameters } from '../synthesis/parameters.ts';
import { findOrganMask } from './find-organ-mask.ts';

export interface SubmitDependencies {
  readonly store: JobStore;
  readonly archives: Archives;
  /** Throws model/unknown. */
  readonly model: (name?: string) => ModelManifest;
}

/** What decides the outcome: the request with every name and choice settled, and the digest of what will run. */
interface Settled {
  readonly request: JobRequest;
  readonly engine: string;
}

/**
 * Accepts a request: checks every name, settles what was left open (archive, model, mask, seed), and makes the job durable.
 * After this a job depends on nothing that can change under it, so each of its runs stores the same objects.
 */
export const submitter = ({ store, archives, model }: SubmitDependencies) =>
  async (request: JobRequest): Promise<{ readonly job: Job; readonly created: boolean }> => {
    const archive = archives.get(request.source.archive);
    const settled = request.task === 'segment' ? settleSegment(request, { archive, model }) : await settleSynthesize(request, { archive, model });
    return store.submit(keyOf(settled), settled.request);
  };

type Choices = { readonly archive: DicomWebClient } & Pick<SubmitDependencies, 'model'>;

const withArchive = <R extends JobRequest>(request: R, { archive }: DicomWebClient): R => ({ ...request, source: { ...request.source, archive: archive.name } });

/** The network's digest, and that of the localiser that decides what it sees. */
const engineOf = (manifest: ModelManifest, model: Choices['model']): string =>
  manifest.localiser ? `${manifest.sha256}+${model(manifest.localiser.model).sha256}` : manifest.sha256;

function settleSegment(request: SegmentRequest, { archive, model }: Choices): Settled {
  const manifest = model(request.model);
  if (manifest.task !== 'lesion-segmentation') throw new GatewayError('model/unknown', `Model "${manifest.name}" only finds organs; choose one that segments lesions.`, { context: { model: manifest.name } });
  return { request: { ...withArchive(request, archive), model: manifest.name }, engine: engineOf(manifest, model) };
}

async function settleSynthesize(request: SynthesizeRequest, { archive, model }: Choices): Promise<Settled> {
  assertSyntheticAllowed(archive);
  refuseUnsupported(request);
  const generator = generatorNamed(request.generator);
  const organ = organNamed(request.organ);
  checkParameters(generator, request.parameters ?? {});
  checkRadius(request, lesionKindNamed(organ, request.kind).radiusMm);
  const named = { ...withArchive(request, archive), generator: generator.name, organ: organ.name };
  const mask = request.organMask?.seriesUid ?? (await findOrganMask(archive, request.source, organ));
  const settled: SynthesizeRequest = mask === undefined ? named : { ...named, organMask: { seriesUid: mask } };
  const engine = [`${generator.name}@${generator.version}`, ...(mask === undefined ? [engineOf(model(), model)] : [])].join('+');
  const seed = request.seed ?? Number.parseInt(keyOf({ request: settled, engine }).slice(0, 8), 16);
  return { request: { ...settled, seed }, engine };
}

/** Fields of the contract that no task reads yet; none is ignored in silence. */
const UNSUPPORTED = ['kind', 'lesions', 'plan', 'quality', 'survey'] as const;

function refuseUnsupported(request: SynthesizeRequest): void {
  const field = UNSUPPORTED.find(name => request[name] !== undefined);
  if (field !== undefined) throw new GatewayError('request/invalid', `"${field}" is not supported yet; leave it out.`, { context: { field } });
}

function checkRadius({ radiusMm }: SynthesizeRequest, [low, high]: readonly [number, number]): void {
  if (radiusMm === undefined || (radiusMm >= low && radiusMm <= high)) return;
  throw new GatewayError('generator/invalid-parameters', `The radius must be ${low}..${high} mm here, got ${radiusMm}.`, { context: { radiusMm, low, high } });
}

function keyOf({ request, engine }: Settled): string {
  const { task, source, ...parameters } = request;
  return jobKey({ task, archive: source.archive ?? '', studyUid: source.studyUid, seriesUid: source.seriesUid, engine, parameters: { ...parameters, phase: source.phase } });
}
