import type { Organ, SegmentDescription } from '../anatomy/organ.ts';
import { assertMarkedSynthetic, type SyntheticMark } from '../dicom/mark-synthetic.ts';
import { readInstance } from '../dicom/read.ts';
import { writeSeg } from '../dicom/seg/write-seg.ts';
import type { SeriesVolume, Warning } from '../dicom/series.ts';
import { volumeToSeries } from '../dicom/volume-to-series.ts';
import type { Generator } from '../synthesis/generator.ts';
import type { SynthesizedLesion } from '../synthesis/synthesize-lesion.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';

/** Labelmap values of a synthetic series' own segmentation. */
export const SYNTHETIC_LABELS = { organ: 1, lesion: 2 } as const;

export interface SyntheticRequest {
  readonly series: SeriesVolume;
  readonly organ: Organ;
  readonly organMask: Volume<Uint8Array>;
  readonly generator: Generator;
  readonly made: SynthesizedLesion;
  readonly radiusMm: number;
  readonly seed: number;
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

/** A CT with a synthetic lesion as a marked series, and its exact segmentation. Every object is checked for its marks. */
export function writeSynthetic(request: SyntheticRequest): WrittenSynthetic {
  const { series, organ, organMask, generator, made, radiusMm, seed, recipe, jobKey, createdAt } = request;
  const synthetic: SyntheticMark = { generator, seed, recipe };
  const what = `${organ.lesion.label.toLowerCase()} r ${radiusMm} mm`;
  const derived = volumeToSeries({ jobKey, createdAt, synthetic, source: series, volume: made.ct, seriesDescription: `${what} seed ${seed}`, role: 'image' });
  const images = [...derived.instances()].map(({ sopInstanceUid, bytes }) => checked({ seriesUid: derived.seriesInstanceUid, sopInstanceUid, bytes }));
  const algorithm = { name: generator.name, version: generator.version, artificialIntelligence: false };
  const segments = [
    { value: SYNTHETIC_LABELS.organ, description: organ.segment, algorithm },
    { value: SYNTHETIC_LABELS.lesion, description: asSynthetic(organ.lesion), algorithm },
  ];
  const labelmap = syntheticLabelmap(organMask, made.lesionLabel);
  const seg = writeSeg({ jobKey, createdAt, synthetic, labelmap, source: derived.source, segments, seriesDescription: `truth of ${what}`, role: 'truth' });
  const segmentation = checked({ seriesUid: seg.seriesInstanceUid, sopInstanceUid: seg.sopInstanceUid, bytes: seg.bytes });
  return { images, segmentation, slices: derived.source.slices, warnings: derived.warnings };
}

/** SYNTHETIC_LABELS on the grid of the scan. */
export function syntheticLabelmap(organMask: Volume<Uint8Array>, lesion: Volume<Uint8Array>): Labelmap {
  const { organ: organValue, lesion: lesionValue } = SYNTHETIC_LABELS;
  return makeVolume(organMask.geometry, organMask.voxels.map((organ, v) => (lesion.voxels[v] ? lesionValue : organ ? organValue : 0)));
}

function checked(instance: WrittenInstance): WrittenInstance {
  assertMarkedSynthetic(readInstance(instance.bytes));
  return instance;
}

const asSynthetic = (description: SegmentDescription): SegmentDescription => ({ ...description, label: `Synthetic ${description.label.toLowerCase()}` });
