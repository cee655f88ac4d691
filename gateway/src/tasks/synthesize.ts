import type { LesionRequest, SynthesizeRequest, SynthesizeResult } from '@lesion-forge/openapi';
import { ORGANS } from '../anatomy/organs/index.ts';
import { namedOther, other } from '../anatomy/organs/other.ts';
import type { Organ } from '../anatomy/organ.ts';
import type { DicomWebClient } from '../dicomweb/client.ts';
import { GatewayError } from '../errors.ts';
import type { Task } from '../jobs/task.ts';
import { measureNumberedLesions } from '../lesions/measure.ts';
import type { AskedLesion, LesionLook } from '../synthesis/plan/asked-lesion.ts';
import { GENERATORS } from '../synthesis/generators/index.ts';
import type { Generator } from '../synthesis/generator.ts';
import type { QualityTest } from '../synthesis/quality/quality-test.ts';
import { synthesizeScan } from '../synthesis/scan/synthesize-scan.ts';
import { assertUnchanged, retrieveSeries, type RetrievedSeries } from './archive-series.ts';
import { findingEntry } from './finding-entry.ts';
import { organMask } from './organ-mask.ts';
import type { SegmentServices } from './segment.ts';
import { StageClock, type StagePlan } from './stage-clock.ts';
import { SYNTHETIC_LABELS, syntheticLabelmap, writeSynthetic } from './write-synthetic.ts';

const PLAN: StagePlan = [['retrieve', 0.2], ['mask', 0.4], ['synthesize', 0.1], ['write', 0.05], ['store', 0.25]];

/** The named generator, or the default one. Throws generator/unknown. */
export const generatorNamed = (name?: string): Generator => named(GENERATORS, name, 'generator/unknown');

/** The named organ, or the default one; the label names an organ that has no preset. Throws organ/unknown, request/invalid. */
export function organNamed(name?: string, label?: string): Organ {
  const organ = named(ORGANS, name, 'organ/unknown');
  if (label === undefined) return organ;
  if (organ.name === other.name) return namedOther(label);
  throw new GatewayError('request/invalid', `The ${organ.name} has a name of its own; give a label only with organ "${other.name}".`);
}

/** Refuses an archive that must not hold synthetic data. Throws archive/synthetic-not-allowed. */
export function assertSyntheticAllowed({ archive }: DicomWebClient): void {
  if (archive.allowSynthetic) return;
  throw new GatewayError('archive/synthetic-not-allowed', `Archive "${archive.name}" may not hold synthetic data. Choose a research archive, or set allowSynthetic for it if it is one.`, { context: { archive: archive.name } });
}

/** Puts lesions into a series and stores the result beside it: a marked CT series and its segmentation. */
export const synthesizeTask = (services: SegmentServices): Task<SynthesizeRequest, SynthesizeResult> => ({
  name: 'synthesize',
  stages: PLAN.map(([stage]) => stage),
  async run(request, context) {
    const { source } = request;
    const { signal } = context;
    const clock = new StageClock(context, PLAN);
    const archive = services.archives.get(source.archive);
    assertSyntheticAllowed(archive);
    const generator = generatorNamed(request.generator);
    const organ = organNamed(request.organ, request.organLabel);

    const retrieved = await clock.run('retrieve', () => retrieveSeries(archive, source, { signal, limits: services.limits, onProgress: clock.progress }));
    assertSameFrame(request, retrieved);
    const mask = await clock.run('mask', () => organMask({ services, archive, request, organ, retrieved, clock, signal }));
    const quality = await qualityTest(request, services);
    const made = await clock.run('synthesize', async () => synthesizeScan({ ct: retrieved.series.volume, organMask: mask.mask, organ, generator, quality, ...scanRequest(request) }, { signal, kernels: await services.kernels(), networks: services.networks, ...(services.donors ? { donors: services.donors } : {}) }));
    const recipe = { ...made.recipe, organMask: mask.source, source: { studyUid: source.studyUid, seriesUid: source.seriesUid } };
    const shared = { series: retrieved.series, organ, organMask: mask.mask, generator, made, recipe };
    const objects = await clock.run('write', () => writeSynthetic({ ...shared, jobKey: context.jobKey, createdAt: new Date(context.createdAt) }));
    await clock.run('store', async () => {
      await assertUnchanged(archive, source, retrieved);
      await archive.storeVerified(source.studyUid, objects.images, { signal, onProgress: fraction => clock.progress(0.9 * fraction) });
      await archive.storeVerified(source.studyUid, [objects.segmentation]);
    });

    const { geometry } = retrieved.series.volume;
    const lesions = measureNumberedLesions({ ct: made.ct, labelmap: syntheticLabelmap(mask.mask, made.instances), organValue: SYNTHETIC_LABELS.organ, lesionValue: SYNTHETIC_LABELS.lesion });
    return {
      task: 'synthesize',
      image: { seriesUid: objects.images[0]?.seriesUid ?? '', instanceUids: objects.images.map(({ sopInstanceUid }) => sopInstanceUid) },
      segmentation: { seriesUid: objects.segmentation.seriesUid, instanceUids: [objects.segmentation.sopInstanceUid] },
      lesions: lesions.map(lesion => findingEntry(lesion, geometry, objects.slices)),
      recipe: { ...recipe, lesions: recipe.lesions.map(lesion => ({ ...lesion, centreLps: [...lesion.centreLps] })) },
      warnings: [...retrieved.series.warnings, ...mask.warnings, ...made.warnings, ...objects.warnings],
      stageMs: clock.stageMs,
    };
  },
});

async function qualityTest({ quality }: SynthesizeRequest, services: SegmentServices): Promise<QualityTest | undefined> {
  if (!quality) return undefined;
  const { threshold, attempts = 5, model } = quality;
  return { threshold, attempts, finder: await services.tumourFinder(model) };
}

/** A request of the contract as the engine takes it. */
function scanRequest(request: SynthesizeRequest) {
  const { seed = 0, plan, lesions = [request] } = request;
  return { seed, lesions: plan ?? lesions.map(asked), ...look(request) };
}

function asked(lesion: LesionOfRequest): AskedLesion {
  const { radiusMm, sizeClass = 'small', seed, site } = lesion as LesionRequest;
  return {
    ...(radiusMm === undefined ? { sizeClass } : { radiusMm }),
    ...(seed === undefined ? {} : { seed }),
    ...(site ? { centreLps: site.centreLps } : {}),
    ...look(lesion),
  };
}

const look = ({ kind, contrastPhase, parameters }: LesionOfRequest): LesionLook => ({
  ...(kind === undefined ? {} : { kind }),
  ...(contrastPhase ? { phase: contrastPhase } : {}),
  ...(parameters ? { parameters } : {}),
});

type LesionOfRequest = LesionRequest | SynthesizeRequest;

/** A site was picked in some frame of reference; in another one its numbers mean another place. */
function assertSameFrame({ site, lesions = [] }: SynthesizeRequest, { series: { header } }: RetrievedSeries): void {
  const given = [site, ...lesions.map(lesion => lesion.site)].map(each => each?.frameOfReferenceUid).find(uid => uid !== undefined && uid !== header.frameOfReferenceUid);
  if (given === undefined) return;
  throw new GatewayError('mask/wrong-frame', 'The site was picked in another frame of reference than this series has; pick it again in the series itself.', { context: { given, expected: header.frameOfReferenceUid } });
}

function named<T extends { readonly name: string }>(list: readonly T[], name: string | undefined, code: 'generator/unknown' | 'organ/unknown'): T {
  const found = name === undefined ? list[0] : list.find(each => each.name === name);
  if (found) return found;
  throw new GatewayError(code, `There is no "${name ?? ''}"; known are: ${list.map(each => each.name).join(', ')}.`);
}
