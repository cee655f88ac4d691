import type { Attributes } from './attributes.ts';
import { dicomDateTime } from './date-time.ts';
import { ownEquipment } from './equipment.ts';
import type { SeriesHeader } from './series.ts';
import { cleanText } from './text.ts';

export interface ResultSeries {
  readonly modality: 'CT' | 'SEG';
  readonly seriesUid: string;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  readonly createdAt: Date;
}

/** Series, frame of reference and equipment of an object made from a source series: dates in the source's time zone, the gateway as equipment. */
export function resultSeries({ frameOfReferenceUid, dataset }: SeriesHeader, series: ResultSeries): Attributes {
  const { date, time } = dicomDateTime(series.createdAt, dataset.text('00080201'));
  return {
    Modality: series.modality,
    SeriesInstanceUID: series.seriesUid,
    SeriesNumber: series.seriesNumber,
    SeriesDescription: cleanText(series.seriesDescription, 'LO'),
    SeriesDate: date,
    SeriesTime: time,
    ContentDate: date,
    ContentTime: time,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    FrameOfReferenceUID: frameOfReferenceUid,
    PositionReferenceIndicator: '',
    ...ownEquipment,
  };
}
