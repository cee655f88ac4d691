import type { DicomInstance } from '../../gateway/src/dicom/series.ts';

/** The parts of @cornerstonejs/adapters and core that are used; their own types need a browser's. */
interface Adapters {
  readonly adaptersSEG: {
    readonly Cornerstone3D: {
      readonly Segmentation: {
        createFromDICOMSegBuffer(imageIds: readonly string[], buffer: ArrayBuffer, options: { metadataProvider: MetadataProvider; tolerance?: number }): Promise<LoadedSeg>;
      };
    };
  };
}
interface Core {
  readonly metaData: { addProvider(get: MetadataProvider['get'], priority: number): void; removeProvider(get: MetadataProvider['get']): void };
  readonly cache: { purgeCache(): void };
}
interface MetadataProvider {
  get(type: string, imageId: string): unknown;
}
interface LoadedSeg {
  readonly labelMapImages: readonly (readonly { getPixelData(): Uint8Array }[])[];
  readonly segMetadata: { readonly data: readonly ({ SegmentLabel: string; rgba?: unknown } | undefined)[] };
  readonly overlappingSegments: boolean;
}

export interface CornerstoneSeg {
  /** Segment numbers of the voxels of a source image, row by row. */
  readonly voxelsOf: ReadonlyMap<string, Uint8Array>;
  readonly labels: readonly string[];
  readonly overlapping: boolean;
}

const load = <T>(specifier: string): Promise<T> => import(specifier) as Promise<T>;

/** Reads a segmentation with the very code that OHIF reads it with, onto the source images given. */
export async function readWithCornerstone(seg: Uint8Array, sources: readonly DicomInstance[]): Promise<CornerstoneSeg> {
  const { adaptersSEG } = await load<Adapters>('@cornerstonejs/adapters');
  const { metaData, cache } = await load<Core>('@cornerstonejs/core');
  const instances = new Map(sources.map(instance => [`test:${instance.sopInstanceUid}`, instance]));
  const get: MetadataProvider['get'] = (type, imageId) => {
    const instance = instances.get(imageId);
    return instance && modules(instance)[type];
  };
  metaData.addProvider(get, 1000);
  try {
    const imageIds = [...instances.keys()];
    const buffer = seg.buffer.slice(seg.byteOffset, seg.byteOffset + seg.byteLength) as ArrayBuffer;
    const loaded = await adaptersSEG.Cornerstone3D.Segmentation.createFromDICOMSegBuffer(imageIds, buffer, { metadataProvider: { get } });
    const [images = []] = loaded.labelMapImages;
    return {
      voxelsOf: new Map(sources.map((instance, n) => [instance.sopInstanceUid, Uint8Array.from(images[n]!.getPixelData())])),
      labels: loaded.segMetadata.data.flatMap(segment => (segment?.SegmentLabel ? [segment.SegmentLabel] : [])),
      overlapping: loaded.overlappingSegments,
    };
  } finally {
    metaData.removeProvider(get);
    cache.purgeCache();
  }
}

function modules({ dataset, sopInstanceUid, sopClassUid, seriesInstanceUid, studyInstanceUid }: DicomInstance): Record<string, unknown> {
  const orientation = dataset.numbers('00200037');
  const spacing = dataset.numbers('00280030');
  const [rows, columns] = [dataset.number('00280010'), dataset.number('00280011')];
  const plane = {
    rows, columns, rowCosines: orientation.slice(0, 3), columnCosines: orientation.slice(3), imageOrientationPatient: orientation,
    imagePositionPatient: dataset.numbers('00200032'), pixelSpacing: spacing, rowPixelSpacing: spacing[0], columnPixelSpacing: spacing[1],
    frameOfReferenceUID: dataset.text('00200052'), sliceThickness: dataset.number('00180050'),
  };
  return {
    imagePlaneModule: plane,
    generalSeriesModule: { seriesInstanceUID: seriesInstanceUid, studyInstanceUID: studyInstanceUid, modality: 'CT' },
    generalImageModule: { sopInstanceUID: sopInstanceUid },
    sopCommonModule: { sopInstanceUID: sopInstanceUid, sopClassUID: sopClassUid },
    imagePixelModule: { bitsAllocated: 16, bitsStored: 16, highBit: 15, samplesPerPixel: 1, pixelRepresentation: 0, photometricInterpretation: 'MONOCHROME2', rows, columns },
    instance: { Rows: rows, Columns: columns, SOPInstanceUID: sopInstanceUid, SeriesInstanceUID: seriesInstanceUid, ImageOrientationPatient: orientation, ImagePositionPatient: plane.imagePositionPatient },
  };
}
