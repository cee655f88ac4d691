import type { SynthesizeRequest, SynthesizeResult } from '@lesion-forge/openapi';
import { ORGANS } from '../anatomy/organs/index.ts';
import type { Organ, SegmentDescription } from '../anatomy/organ.ts';
import { assertMarkedSynthetic, type SyntheticMark } from '../dicom/mark-synthetic.ts';
import { readInstance } from '../dicom/read.ts';
import { writeSeg } from '../dicom/seg/write-seg.ts';
import { volumeToSeries } from '../dicom/volume-to-series.ts';
import type { DicomWebClient } from '../dicomweb/client.ts';
import type { StoreItem } from '../dicomweb/stow.ts';
import { GatewayError } from '../errors.ts';
import type { Task, TaskContext } from '../jobs/task.ts';
import { measureLesions } from '../lesions/measure.ts';
import { GENERATORS } from '../synthesis/generators/index.ts';
import type { Generator } from '../synthesis/generator.ts';
import { synthesizeLesion, type SynthesizedLesion } from '../synthesis/synthesize-lesion.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import { assertUnchanged, retrieveSeries, type RetrievedSeries } from './archive-series.ts';
import { findingEntry } from './finding-entry.ts';
import { organMask } from './organ-mask.ts';
import type { SegmentServices } from './segment.ts';
import { StageClock, type StagePlan } from './stage-clock.ts';

const PLAN: StagePlan = [['retrieve', 0.2], ['mask', 0.4], ['synthesize', 0.1], ['write', 0.05], ['store', 0.25]];

/** Labelmap values of a synthetic series' own segmentation. */
const ORGAN = 1;
const LESION = 2;

/** The named generator, or the default one. Throws generator/unknown. */
export const generatorNamed = (name?: string): Generator => named(GENERATORS, name, 'generator/unknown');

/** The named organ, or the default one. Throws organ/unknown. */
export const organNamed = (name?: string): Organ => named(ORGANS, name, 'organ/unknown');

/** Refuses an archive that must not hold synthetic data. Throws archive/synthetic-not-allowed. */
export function assertSyntheticAllowed({ archive }: DicomWebClient): void {
  if (archive.allowSynthetic) return;
  throw new GatewayError('archive/synthetic-not-allowed', `Archive "${archive.name}" may not hold synthetic data. Choose a research archive, or set allowSynthetic for it if it is one.`, { context: { archive: archive.name } });
}

/** Puts a lesion into a series and stores the result beside it: a marked CT series and its segmentation. */
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
    const organ = organNamed(request.organ);

    const retrieved = await clock.run('retrieve', () => retrieveSeries(archive, source, { signal, limits: services.limits, onProgress: clock.progress }));
    assertSameFrame(request, retrieved);
    const mask = await clock.run('mask', () => organMask({ services, archive, request, organ, retrieved, clock, signal }));
    const made = await clock.run('synthesize', () => synthesizeLesion({ ct: retrieved.series.volume, organMask: mask.mask, organ, generator, request: lesionRequest(request) }, { signal }));
    const objects = await clock.run('write', () => write({ request, context, retrieved, organ, generator, mask: mask.mask, made, maskSource: mask.source }));
    await clock.run('store', async () => {
      await assertUnchanged(archive, source, retrieved);
      await archive.storeVerified(source.studyUid, objects.images, { signal, onProgress: fraction => clock.progress(0.9 * fraction) });
      await archive.storeVerified(source.studyUid, [objects.segmentation]);
    });

    const { geometry } = retrieved.series.volume;
    const lesions = measureLesions({ ct: made.ct, labelmap: objects.labelmap, organValue: ORGAN, lesionValue: LESION });
    return {
      task: 'synthesize',
      image: { seriesUid: objects.images[0]?.seriesUid ?? '', instanceUids: objects.images.map(({ sopInstanceUid }) => sopInstanceUid) },
      segmentation: { seriesUid: objects.segmentation.seriesUid, instanceUids: [objects.segmentation.sopInstanceUid] },
      lesions: lesions.map(lesion => findingEntry(lesion, geometry, objects.slices)),
      recipe: objects.recipe,
      warnings: [...retrieved.series.warnings, ...mask.warnings, ...made.warnings, ...objects.warnings],
      stageMs: clock.stageMs,
    };
  },
});

function lesionRequest({ radiusMm, seed = 0, site, contrastPhase, parameters }: SynthesizeRequest) {
  return {
    radiusMm, seed,
    ...(site ? { centreLps: site.centreLps } : {}),
    ...(contrastPhase ? { phase: contrastPhase } : {}),
    ...(parameters ? { parameters } : {}),
  };
}

/** A site was picked in some frame of reference; in another one its numbers mean another place. */
function assertSameFrame({ site }: SynthesizeRequest, { series: { header } }: RetrievedSeries): void {
  const given = site?.frameOfReferenceUid;
  if (given === undefined || given === header.frameOfReferenceUid) return;
  throw new GatewayError('mask/wrong-frame', 'The site was picked in another frame of reference than this series has; pick it again in the series itself.', { context: { given, expected: header.frameOfReferenceUid } });
}

interface Made {
  readonly request: SynthesizeRequest;
  readonly context: TaskContext;
  readonly retrieved: RetrievedSeries;
  readonly organ: Organ;
  readonly generator: Generator;
  readonly mask: Volume<Uint8Array>;
  readonly maskSource: Readonly<Record<string, unknown>>;
  readonly made: SynthesizedLesion;
}

function write({ request, context, retrieved, organ, generator, mask, maskSource, made }: Made) {
  const recipe = { ...made.recipe, organMask: maskSource, source: { studyUid: request.source.studyUid, seriesUid: request.source.seriesUid } };
  const seed = request.seed ?? 0;
  const synthetic: SyntheticMark = { generator, seed, recipe };
  const createdAt = new Date(context.createdAt);
  const shared = { jobKey: context.jobKey, createdAt, synthetic };
  const what = `${organ.lesion.label.toLowerCase()} r ${request.radiusMm} mm`;
  const series = volumeToSeries({ ...shared, source: retrieved.series, volume: made.ct, seriesDescription: `${what} seed ${seed}`, role: 'image' });
  const images = [...series.instances()].map(({ sopInstanceUid, bytes }): StoreItem => {
    assertMarkedSynthetic(readInstance(bytes));
    return { seriesUid: series.seriesInstanceUid, sopInstanceUid, bytes };
  });
  const labelmap = joinLabels(mask, made.lesionLabel);
  const algorithm = { name: generator.name, version: generator.version, artificialIntelligence: false };
  const segments = [
    { value: ORGAN, description: organ.segment, algorithm },
    { value: LESION, description: asSynthetic(organ.lesion), algorithm },
  ];
  const seg = writeSeg({ ...shared, labelmap, source: series.source, segments, seriesDescription: `truth of ${what}`, role: 'truth' });
  assertMarkedSynthetic(readInstance(seg.bytes));
  const segmentation: StoreItem = { seriesUid: seg.seriesInstanceUid, sopInstanceUid: seg.sopInstanceUid, bytes: seg.bytes };
  return { images, segmentation, labelmap, slices: series.source.slices, recipe, warnings: series.warnings };
}

function joinLabels(mask: Volume<Uint8Array>, lesion: Volume<Uint8Array>): Labelmap {
  return makeVolume(mask.geometry, mask.voxels.map((organ, v) => (lesion.voxels[v] ? LESION : organ ? ORGAN : 0)));
}

const asSynthetic = (description: SegmentDescription): SegmentDescription => ({ ...description, label: `Synthetic ${description.label.toLowerCase()}` });

function named<T extends { readonly name: string }>(list: readonly T[], name: string | undefined, code: 'generator/unknown' | 'organ/unknown'): T {
  const found = name === undefined ? list[0] : list.find(each => each.name === name);
  if (found) return found;
  throw new GatewayError(code, `There is no "${name ?? ''}"; known are: ${list.map(each => each.name).join(', ')}.`);
}
