import type { SynthesizeRequest } from '@lesion-forge/openapi';
import type { Organ } from '../anatomy/organ.ts';
import type { DicomWebClient } from '../dicomweb/client.ts';
import { GatewayError } from '../errors.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import { manifestDigest } from '../inference/manifest-digest.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { Generator } from '../synthesis/generator.ts';
import { kindFor } from '../synthesis/kind-for.ts';
import type { NetworkDescription } from '../synthesis/networks.ts';
import { checkParameters } from '../synthesis/parameters.ts';
import { assertSyntheticAllowed, generatorNamed, organNamed } from '../tasks/synthesize.ts';
import { findOrganMask } from './find-organ-mask.ts';
import { assertSurveyOf } from './settle-survey.ts';
import { keyOf, outlineEngineOf, withArchive, type ModelNamed, type Settled } from './settled.ts';

export interface SettleSynthesizeOptions {
  readonly archive: DicomWebClient;
  readonly model: ModelNamed;
  readonly store: Pick<JobStore, 'get'>;
  /** Networks that make lesions. */
  readonly networks: readonly NetworkDescription[];
}

/**
 * Names archive, generator, organ, mask and seed of a synthesis, and refuses what can be seen to be wrong before anything is retrieved.
 * Throws request/invalid, archive/synthetic-not-allowed, generator/*, organ/unknown, kind/*, survey/*, job/not-found.
 */
export async function settleSynthesize(request: SynthesizeRequest, { archive, model, store, networks }: SettleSynthesizeOptions): Promise<Settled> {
  assertSyntheticAllowed(archive);
  const generator = generatorNamed(request.generator);
  const organ = organNamed(request.organ, request.organLabel);
  const hosted = networksOf(generator, request, networks);
  assertAnswerable(request, generator, organ);
  const judge = request.quality && judgeNamed(request.quality.model, model);
  const named = { ...withArchive(request, archive), generator: generator.name, organ: organ.name };
  await assertSurveyOf(named, store);
  const mask = request.survey === undefined ? (request.organMask?.seriesUid ?? (await findOrganMask(archive, request.source, organ))) : undefined;
  const settled: SynthesizeRequest = { ...named, ...(mask === undefined ? {} : { organMask: { seriesUid: mask } }), ...(judge ? { quality: { attempts: DEFAULT_ATTEMPTS, ...request.quality!, model: judge.name } } : {}) };
  const needsModel = mask === undefined && request.survey === undefined;
  const engine = [`${generator.name}@${generator.version}`, ...hosted.map(({ digest }) => digest), ...(needsModel ? [outlineEngineOf(organ, model)] : []), ...(judge ? [`judge:${manifestDigest(judge)}`] : [])].join('+');
  const seed = request.seed ?? Number.parseInt(keyOf({ request: settled, engine }).slice(0, 8), 16);
  return { request: { ...settled, seed }, engine };
}

/** Seeds tried where a request leaves it open. */
const DEFAULT_ATTEMPTS = 5;

/** The segmentation model that judges lesions. Throws model/unknown, model/wrong-task. */
function judgeNamed(name: string | undefined, model: ModelNamed): ModelManifest {
  const judge = model(name);
  if (judge.labels.some(label => label?.role === 'lesion')) return judge;
  throw new GatewayError('model/wrong-task', `Model "${judge.name}" finds no lesions; judge with one that does.`, { context: { model: judge.name } });
}

/** Those a generator may choose from. Throws generator/no-network when it needs one and none, or not the one asked for, is installed. */
function networksOf({ name, requires = [] }: Generator, request: SynthesizeRequest, networks: readonly NetworkDescription[]): readonly NetworkDescription[] {
  if (!requires.includes('networks')) return [];
  const hosted = networks.filter(({ generator }) => generator === name);
  const asked = [request, ...(request.lesions ?? [])].map(({ parameters }) => parameters?.['model']).filter(model => typeof model === 'string');
  const absent = asked.find(model => !hosted.some(network => network.name === model));
  if (hosted.length > 0 && absent === undefined) return hosted;
  const what = absent === undefined ? 'No network' : `No network "${absent}"`;
  throw new GatewayError('generator/no-network', `${what} is installed for the generator ${name}; installed are: ${hosted.map(network => network.name).join(', ') || 'none'}.`, { context: { generator: name } });
}

function assertAnswerable(request: SynthesizeRequest, generator: Generator, organ: Organ): void {
  if (request.site && request.radiusMm === undefined)
    throw new GatewayError('request/invalid', '"site" belongs to "radiusMm"; give each of "lesions" a site of its own, and none to a plan.', { context: { field: 'site' } });
  checkParameters(generator, request.parameters ?? {});
  for (const lesion of request.lesions ?? [request]) {
    const kind = kindFor(generator, organ, lesion.kind ?? request.kind);
    checkRadius(lesion.radiusMm, kind.radiusMm);
    checkParameters(generator, { ...request.parameters, ...lesion.parameters });
  }
}

function checkRadius(radiusMm: number | undefined, [low, high]: readonly [number, number]): void {
  if (radiusMm === undefined || (radiusMm >= low && radiusMm <= high)) return;
  throw new GatewayError('generator/invalid-parameters', `The radius must be ${low}..${high} mm here, got ${radiusMm}.`, { context: { radiusMm, low, high } });
}
