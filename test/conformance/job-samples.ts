import type { JobRequest, SegmentResult } from '@lesion-forge/openapi';

/** A segment request of a study whose UID is made from `seed`. */
export function segmentRequest(seed: string, studyUid = `1.2.826.${[...seed].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1e9, 7)}`): JobRequest {
  return { task: 'segment', source: { archive: 'main', studyUid, seriesUid: `${studyUid}.1` }, encoding: 'binary' };
}

/** A legal result of a segmentation that found nothing. */
export const emptyResult: SegmentResult = {
  task: 'segment',
  segmentation: { seriesUid: '2.25.1', instanceUids: ['2.25.2'] },
  findings: [],
  organs: [{ name: 'liver', label: 'Liver', volumeMl: 1432.5, meanHu: 103.2 }],
  models: [{ name: 'liver', version: '1', digest: 'a'.repeat(64), provider: 'cpu' }],
  warnings: [],
  stageMs: { retrieve: 12.5 },
};
