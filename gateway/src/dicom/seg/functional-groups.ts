import { affineOf, type Geometry } from '../../volume/geometry.ts';
import type { Attributes } from '../attributes.ts';
import { codeItem, DCM } from '../codes.ts';
import { tagOf } from '../dictionary.ts';
import type { SeriesHeader, SliceSource } from '../series.ts';
import type { PlannedFrame } from './planned-frame.ts';

/** Orientation and voxel size of all frames, in the source's own text (PS3.3 C.7.6.16.2). */
export function sharedGroups(header: SeriesHeader, geometry: Geometry): Attributes {
  const betweenSlicesMm = perpendicularSpacingMm(geometry);
  return {
    PlaneOrientationSequence: [{ ImageOrientationPatient: header.imageOrientationText }],
    PixelMeasuresSequence: [
      {
        SliceThickness: header.sliceThicknessText ?? betweenSlicesMm,
        SpacingBetweenSlices: betweenSlicesMm,
        PixelSpacing: header.pixelSpacingText,
      },
    ],
  };
}

/** Distance of neighbouring planes along their normal, mm: less than the voxel distance when the gantry is tilted. */
function perpendicularSpacingMm(geometry: Geometry): number {
  const m = affineOf(geometry) as number[];
  const at = (i: number) => m[i] as number;
  const normal = [at(4) * at(9) - at(8) * at(5), at(8) * at(1) - at(0) * at(9), at(0) * at(5) - at(4) * at(1)] as const;
  const along = at(2) * normal[0] + at(6) * normal[1] + at(10) * normal[2];
  const spacing = Math.abs(along) / Math.hypot(...normal);
  return Math.round(spacing * 1e9) / 1e9;
}

/** Frames are ordered by segment (binary only), then by position. */
export function dimensions(organizationUid: string, perSegment: boolean): Attributes {
  const bySegment = index('ReferencedSegmentNumber', 'SegmentIdentificationSequence', organizationUid);
  const byPosition = index('ImagePositionPatient', 'PlanePositionSequence', organizationUid);
  return {
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organizationUid }],
    DimensionIndexSequence: perSegment ? [bySegment, byPosition] : [byPosition],
  };
}

const index = (keyword: string, group: string, organizationUid: string): Attributes => ({
  DimensionOrganizationUID: organizationUid,
  DimensionIndexPointer: tagOf(keyword),
  FunctionalGroupPointer: tagOf(group),
  DimensionDescriptionLabel: keyword,
});

/** Place, source and segment of each frame. */
export function perFrameGroups(frames: readonly PlannedFrame[], slices: readonly SliceSource[]): readonly Attributes[] {
  const usedPositions = [...new Set(frames.map(({ k }) => k))].sort((a, b) => a - b);
  const rank = new Map(usedPositions.map((k, position) => [k, position + 1]));
  return frames.map(({ k, segment }) => {
    const slice = slices[k] as SliceSource;
    const position = rank.get(k) as number;
    return {
      FrameContentSequence: [{ DimensionIndexValues: segment ? [segment.number, position] : [position] }],
      PlanePositionSequence: [{ ImagePositionPatient: slice.imagePositionText }],
      DerivationImageSequence: [derivation(slice)],
      ...(segment ? { SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment.number }] } : {}),
    };
  });
}

const derivation = (slice: SliceSource): Attributes => ({
  SourceImageSequence: [
    {
      ReferencedSOPClassUID: slice.sopClassUid,
      ReferencedSOPInstanceUID: slice.sopInstanceUid,
      ...(slice.frameNumber === undefined ? {} : { ReferencedFrameNumber: slice.frameNumber }),
      PurposeOfReferenceCodeSequence: [codeItem(DCM.sourceImageForProcessing)],
      SpatialLocationsPreserved: 'YES',
    },
  ],
  DerivationCodeSequence: [codeItem(DCM.segmentation)],
});

/** The instances that frames were made from, each once, in slice order: all of them and no other (PS3.3 C.12.2). */
export function referencedSeries(frames: readonly PlannedFrame[], slices: readonly SliceSource[], header: SeriesHeader): readonly Attributes[] {
  const byUid = new Map<string, SliceSource>();
  for (const k of [...new Set(frames.map(frame => frame.k))].sort((a, b) => a - b)) {
    const slice = slices[k] as SliceSource;
    byUid.set(slice.sopInstanceUid, slice);
  }
  const instances = [...byUid.values()].map(slice => ({ ReferencedSOPClassUID: slice.sopClassUid, ReferencedSOPInstanceUID: slice.sopInstanceUid }));
  return [{ SeriesInstanceUID: header.seriesInstanceUid, ReferencedInstanceSequence: instances }];
}
