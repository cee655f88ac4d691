import { newCtSeries, newSeriesUids } from '../../gateway/src/dicom/new-series.ts';
import { abdomenPhantom, ABDOMEN_GEOMETRY } from '../../gateway/src/phantom/abdomen.ts';
import type { Geometry } from '../../gateway/src/volume/geometry.ts';
import { resampleLinear, resampleNearest } from '../../gateway/src/volume/resample.ts';
import { makeVolume, type Labelmap, type Volume } from '../../gateway/src/volume/volume.ts';

/** What the figures are about: 300 slices of 512 x 512. */
const LARGE: Geometry = { ...ABDOMEN_GEOMETRY, dimensions: [512, 512, 300], spacingMm: [0.75, 0.75, 1] };
const HALF: Geometry = { ...LARGE, dimensions: [256, 256, 150], spacingMm: [1.5, 1.5, 2] };

export interface LargeSeries {
  readonly ct: Volume<Int16Array>;
  readonly labelmap: Labelmap;
  readonly files: readonly Uint8Array[];
  readonly studyUid: string;
  readonly seriesUid: string;
}

let made: LargeSeries | undefined;

/** The computed abdomen on the large grid, drawn at half resolution and interpolated, with grain again on top; made once. */
export function largeSeries(): LargeSeries {
  if (made) return made;
  const { ct, labelmap } = abdomenPhantom({ geometry: HALF });
  const fine = resampleLinear(ct, LARGE, -1000).voxels;
  let state = 1;
  const hu = new Int16Array(fine.length);
  for (let v = 0; v < fine.length; v++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    hu[v] = Math.round((fine[v] as number) + ((state >>> 24) - 128) / 16);
  }
  const volume = makeVolume(LARGE, hu);
  const series = {
    key: 'bench', patientId: 'BENCH', patientName: 'PHANTOM^ABDOMEN', studyDescription: 'Benchmark', seriesDescription: 'SYNTHETIC - NOT ACQUIRED benchmark',
    date: '20260101', time: '120000', synthetic: true,
  };
  made = { ct: volume, labelmap: resampleNearest(labelmap, LARGE, 0), files: [...newCtSeries(volume, series)].map(({ bytes }) => bytes), ...newSeriesUids('bench') };
  return made;
}
