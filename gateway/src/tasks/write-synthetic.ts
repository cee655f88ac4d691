import type { Organ } from '../anatomy/organ.ts';
import { assertMarkedSynthetic, type SyntheticMark } from '../dicom/mark-synthetic.ts';
import { readInstance } from '../dicom/read.ts';
import type { SegmentInput } from '../dicom/seg/seg-request.ts';
import { writeSeg } from '../dicom/seg/write-seg.ts';
import type { SeriesVolume, Warning } from '../dicom/series.ts';
import { volumeToSeries } from '../dicom/volume-to-series.ts';
import type { Generator } from '../synthesis/generator.ts';
import type { SynthesizedScan } from '../synthesis/scan/synthesize-scan.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';

/** Labelmap values of a synthetic series' own segmentation: the organ, and the first lesion, which the others follow. */
export const SYNTHETIC_LABELS = { organ: 1, lesion: 2 } as const;

export interface SyntheticRequest {
  readonly series: SeriesVolume;
  readonly organ: Organ;
  readonly organMask: Volume<Uint8Array>;
  readonly generator: Generator;
  readonly made: SynthesizedScan;
  /** That of `made`, with where the scan and the mask are from. */
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly jobKey: string;
  readonly createdAt: Date;
}

/** A DICOM object ready to be stored. */
export interface WrittenInstance {
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly bytes: Uint8Array;
}

export interface WrittenSynthetic {
  readonly images: readonly WrittenInstance[];
  readonly segmentation: WrittenInstance;
  /** The new series' slices, for references to them. */
  readonly slices: SeriesVolume['slices'];
  readonly warnings: readonly Warning[];
}

/** A CT with synthetic lesions as a marked series, and their exact segmentation, one segment a lesion. Every object is checked for its marks. */
export function writeSynthetic(request: SyntheticRequest): WrittenSynthetic {
  const { series, organMask, generator, made, recipe, jobKey, createdAt } = request;
  const synthetic: SyntheticMark = { generator, seed: made.recipe.seed, recipe };
  const what = describeLesions(request);
  const derived = volumeToSeries({ jobKey, createdAt, synthetic, source: series, volume: made.ct, seriesDescription: `${what} seed ${made.recipe.seed}`, role: 'image' });
  const images = [...derived.instances()].map(({ sopInstanceUid, bytes }) => checked({ seriesUid: derived.seriesInstanceUid, sopInstanceUid, bytes }));
  const labelmap = syntheticLabelmap(organMask, made.instances);
  const seg = writeSeg({ jobKey, createdAt, synthetic, labelmap, source: derived.source, segments: segmentsOf(request), seriesDescription: `truth of ${what}`, role: 'truth' });
  const segmentation = checked({ seriesUid: seg.seriesInstanceUid, sopInstanceUid: seg.sopInstanceUid, bytes: seg.bytes });
  return { images, segmentation, slices: derived.source.slices, warnings: derived.warnings };
}

function describeLesions({ organ, made: { recipe: { lesions } } }: SyntheticRequest): string {
  const what = organ.lesion.label.toLowerCase();
  return lesions.length === 1 ? `${what} r ${Number(lesions[0]!.radiusMm.toFixed(1))} mm` : `${lesions.length} ${what}s`;
}

function segmentsOf({ organ, generator, made: { recipe: { lesions } } }: SyntheticRequest): readonly SegmentInput[] {
  const algorithm = { name: generator.name, version: generator.version, artificialIntelligence: false };
  const { name, label } = organ.lesion;
  const numbered = lesions.length > 1;
  return [
    { value: SYNTHETIC_LABELS.organ, description: organ.segment, algorithm },
    ...lesions.map(({ lesion }) => ({
      value: SYNTHETIC_LABELS.lesion + lesion - 1,
      description: { ...organ.lesion, name: numbered ? `${name}-${lesion}` : name, label: `Synthetic ${label.toLowerCase()}${numbered ? ` ${lesion}` : ''}` },
      algorithm,
    })),
  ];
}

/** SYNTHETIC_LABELS on the grid of the scan; lesion n of the instances is the n-th value from the first lesion's. */
export function syntheticLabelmap(organMask: Volume<Uint8Array>, instances: Labelmap): Labelmap {
  const { organ: organValue, lesion: lesionValue } = SYNTHETIC_LABELS;
  return makeVolume(organMask.geometry, organMask.voxels.map((organ, v) => (instances.voxels[v] ? lesionValue + instances.voxels[v] - 1 : organ ? organValue : 0)));
}

function checked(instance: WrittenInstance): WrittenInstance {
  assertMarkedSynthetic(readInstance(instance.bytes));
  return instance;
}
