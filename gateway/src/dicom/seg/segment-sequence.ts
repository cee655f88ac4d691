import type { Attributes } from '../attributes.ts';
import { dicomCielab } from '../cielab.ts';
import { codeItem, DCM } from '../codes.ts';
import { cleanText } from '../text.ts';
import { derivedUid } from '../uids.ts';
import type { NumberedSegment } from './planned-frame.ts';
import type { SegmentAlgorithm } from './seg-request.ts';

/** Tracking UID of a segment of one job, shared by everything that speaks of it. */
export const trackingUid = (jobKey: string, role: string, name: string): string => derivedUid(jobKey, role, 'tracking', name);

/** Segment Sequence (0062,0002), PS3.3 C.8.20.4. */
export function segmentSequence(segments: readonly NumberedSegment[], { jobKey, role }: { jobKey: string; role: string }): readonly Attributes[] {
  return segments.map(({ number, description, algorithm }) => ({
    SegmentNumber: number,
    SegmentLabel: cleanText(description.label, 'LO'),
    SegmentAlgorithmType: 'AUTOMATIC',
    SegmentAlgorithmName: cleanText(`${algorithm.name} ${algorithm.version}`, 'LO'),
    SegmentedPropertyCategoryCodeSequence: [codeItem(description.category)],
    SegmentedPropertyTypeCodeSequence: [codeItem(description.type)],
    ...(description.anatomicRegion ? { AnatomicRegionSequence: [codeItem(description.anatomicRegion)] } : {}),
    ...(algorithm.artificialIntelligence ? { SegmentationAlgorithmIdentificationSequence: [identification(algorithm)] } : {}),
    RecommendedDisplayCIELabValue: dicomCielab(description.colour),
    TrackingID: cleanText(description.name, 'LO'),
    TrackingUID: trackingUid(jobKey, role, description.name),
  }));
}

/** Segment 0 of a label map: the value of voxels that belong to no segment (PS3.3 C.8.20.4.1). */
export const backgroundSegment: Attributes = {
  SegmentNumber: 0,
  SegmentLabel: DCM.background.meaning,
  SegmentAlgorithmType: 'AUTOMATIC',
  SegmentAlgorithmName: DCM.background.meaning,
  SegmentedPropertyCategoryCodeSequence: [codeItem(DCM.background)],
  SegmentedPropertyTypeCodeSequence: [codeItem(DCM.background)],
};

const identification = (algorithm: SegmentAlgorithm): Attributes => ({
  AlgorithmFamilyCodeSequence: [codeItem(DCM.artificialIntelligence)],
  AlgorithmName: cleanText(algorithm.name, 'LO'),
  AlgorithmVersion: cleanText(algorithm.version, 'LO'),
});
