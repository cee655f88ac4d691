import type { WrittenSeg } from '../dicom/seg/seg-request.ts';
import { writeSeg } from '../dicom/seg/write-seg.ts';
import type { SeriesVolume } from '../dicom/series.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import type { Labelmap } from '../volume/volume.ts';

export interface SegmentationRequest {
  /** Values are the model's channel indexes; on the grid of the series. */
  readonly labelmap: Labelmap;
  readonly series: SeriesVolume;
  readonly model: ModelManifest;
  readonly jobKey: string;
  readonly createdAt: Date;
  readonly encoding?: 'binary' | 'labelmap' | undefined;
}

/** What a model outlined, as a DICOM segmentation of the series. */
export function writeSegmentation({ labelmap, series, model, jobKey, createdAt, encoding }: SegmentationRequest): WrittenSeg {
  const algorithm = { name: model.name, version: model.version, artificialIntelligence: true };
  const segments = model.labels.flatMap((description, value) => (description === null ? [] : [{ value, description, algorithm }]));
  const labels = segments.map(({ description: { label } }) => label).join(', ');
  return writeSeg({
    labelmap, source: series, segments, jobKey, createdAt,
    seriesDescription: `${labels} (${model.name}) - research only`,
    encoding: encoding === 'labelmap' ? 'labelmap-rle' : 'binary',
  });
}
