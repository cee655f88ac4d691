import type { Finding as FindingEntry } from '@lesion-forge/openapi';
import type { SliceSource } from '../dicom/series.ts';
import type { Finding } from '../lesions/finding.ts';
import { lpsToIjk, type Geometry } from '../volume/geometry.ts';

const round = (value: number, digits: number) => Number(value.toFixed(digits));
const roundPoint = ([x, y, z]: readonly [number, number, number]): [number, number, number] => [round(x, 2), round(y, 2), round(z, 2)];

/** A finding as the contract writes it: sensible digits, and the slice image to jump to where the source is DICOM. */
export function findingEntry(finding: Finding, geometry: Geometry, slices: readonly SliceSource[] = []): FindingEntry {
  const { index, meanProbability, centroidLps, sliceCentreLps } = finding;
  const slice = slices[Math.round(lpsToIjk(geometry, sliceCentreLps)[2])];
  return {
    index,
    volumeMl: round(finding.volumeMl, 3),
    equivalentRadiusMm: round(finding.equivalentRadiusMm, 2),
    longAxisMm: round(finding.longAxisMm, 1),
    shortAxisMm: round(finding.shortAxisMm, 1),
    centroidLps: roundPoint(centroidLps),
    meanHu: round(finding.meanHu, 1),
    sdHu: round(finding.sdHu, 1),
    contrastHu: round(finding.contrastHu, 1),
    ...(meanProbability === undefined ? {} : { meanProbability: round(meanProbability, 3) }),
    ...(slice === undefined ? {} : { sliceInstanceUid: slice.sopInstanceUid }),
    sliceCentreLps: roundPoint(sliceCentreLps),
  };
}
