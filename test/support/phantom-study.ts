import { newCtSeries, newSeriesUids } from '../../gateway/src/dicom/new-series.ts';
import { abdomenPhantom, ABDOMEN_GEOMETRY, type AbdomenPhantom } from '../../gateway/src/phantom/abdomen.ts';
import type { Geometry } from '../../gateway/src/volume/geometry.ts';

/** Half the resolution of the default phantom: whole abdomen, ready in a few seconds. */
export const SMALL_ABDOMEN: Geometry = { ...ABDOMEN_GEOMETRY, dimensions: [192, 192, 60], spacingMm: [2, 2, 5] };

export interface PhantomStudy extends AbdomenPhantom {
  readonly files: readonly Uint8Array[];
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly frameOfReferenceUid: string;
}

/** A computed abdomen as a DICOM study. `acquired` leaves the synthetic mark out, as if a scanner had made it. */
export function phantomStudy(options: { readonly seed?: number; readonly acquired?: boolean; readonly geometry?: Geometry; readonly key?: string } = {}): PhantomStudy {
  const { seed = 1, acquired = false, geometry = SMALL_ABDOMEN, key = `test phantom ${seed} ${acquired}` } = options;
  const phantom = abdomenPhantom({ seed, geometry });
  const series = {
    key, patientId: 'TEST-1', patientName: 'PHANTOM^ABDOMEN', studyDescription: 'Phantom', bodyPart: 'ABDOMEN',
    seriesDescription: acquired ? 'Abdomen venous' : 'SYNTHETIC - NOT ACQUIRED computed phantom', date: '20260101', time: '120000', synthetic: !acquired,
  };
  return { ...phantom, ...newSeriesUids(key), files: [...newCtSeries(phantom.ct, series)].map(({ bytes }) => bytes) };
}
