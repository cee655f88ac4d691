import { GatewayError } from '../errors.ts';
import { firstItem, type Dataset } from './dataset.ts';
import { isSynthetic } from './is-synthetic.ts';
import { jsonDataset, type JsonObject } from './json-dataset.ts';
import { pixelFormat, type PixelFormat } from './pixel-format.ts';
import type { DicomInstance, Warning } from './series.ts';

/** What can tell two acquisitions apart that cover the same positions; text as stored. */
export type PhaseKey = 'AcquisitionNumber' | 'StackID' | 'TemporalPosition' | 'AcquisitionTime' | 'ContentTime' | 'ImageType' | 'ConvolutionKernel' | 'KVP';

/** One image plane: a single-frame instance, or one frame of a multi-frame one. The unit of planning. */
export interface FrameHeader {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  /** 1-based; absent for single-frame instances. */
  readonly frameNumber?: number;
  readonly instanceNumber?: number;
  /** Absent where the archive does not say. */
  readonly transferSyntaxUid?: string;
  readonly modality: string;
  readonly imageType: readonly string[];
  readonly rows: number;
  readonly columns: number;
  readonly positionText: readonly string[];
  readonly orientationText: readonly string[];
  /** Distance of rows, then of columns, mm. */
  readonly pixelSpacingText: readonly string[];
  readonly sliceThicknessText?: string;
  /** The same three as numbers; NaN where one cannot be read, fewer values where they are missing. */
  readonly positionLps: readonly number[];
  readonly orientation: readonly number[];
  readonly pixelSpacingMm: readonly number[];
  readonly frameOfReferenceUid?: string;
  readonly patientPosition?: string;
  readonly phase: Readonly<Record<PhaseKey, string>>;
  readonly pixels: PixelFormat;
  readonly lossy: boolean;
  readonly synthetic: boolean;
  readonly dataset: Dataset;
  readonly readWarnings: readonly Warning[];
}

/** What a frame header is made from. */
export type HeaderSource = Pick<DicomInstance, 'studyInstanceUid' | 'seriesInstanceUid' | 'sopInstanceUid' | 'sopClassUid' | 'modality' | 'dataset' | 'warnings'> & {
  readonly transferSyntaxUid?: string;
};

const MAX_FRAMES = 16_384;

/** One header per frame. Throws `series/too-large` for a frame count that no CT has. */
export function frameHeaders(source: HeaderSource): readonly FrameHeader[] {
  const count = source.dataset.number('00280008') ?? 1;
  if (count > MAX_FRAMES)
    throw new GatewayError('series/too-large', `An object of ${count} frames is not read; the limit is ${MAX_FRAMES}. Check whether it is damaged.`, { context: { frames: count, limit: MAX_FRAMES } });
  const groups = source.dataset.items('52009230');
  const shared = firstItem(source.dataset, '52009229');
  if (groups.length === 0 && count <= 1) return [frameHeader(source, [source.dataset])];
  return Array.from({ length: count }, (_, index) => {
    const own = groups[index];
    const scopes = [...(own ? [own] : []), ...(shared ? [shared] : [])];
    return { ...frameHeader(source, scopes), frameNumber: index + 1 };
  });
}

/** Headers from the metadata of WADO-RS (DICOM JSON). Objects without UIDs are left out. */
export function frameHeadersFromJson(objects: readonly JsonObject[]): readonly FrameHeader[] {
  return objects.flatMap(object => {
    const dataset = jsonDataset(object);
    const uid = (tag: string) => dataset.text(tag) ?? '';
    const transferSyntaxUid = dataset.texts('00083002')[0];
    const source: HeaderSource = {
      studyInstanceUid: uid('0020000D'), seriesInstanceUid: uid('0020000E'), sopInstanceUid: uid('00080018'), sopClassUid: uid('00080016'),
      modality: uid('00080060'), dataset, warnings: [], ...(transferSyntaxUid ? { transferSyntaxUid } : {}),
    };
    return source.sopInstanceUid === '' ? [] : frameHeaders(source);
  });
}

function frameHeader(source: HeaderSource, scopes: readonly Dataset[]): FrameHeader {
  const { dataset } = source;
  const position = groupWith(scopes, '00209113', '00200032') ?? dataset;
  const orientation = groupWith(scopes, '00209116', '00200037') ?? dataset;
  const measures = groupWith(scopes, '00289110', '00280030') ?? dataset;
  const frameType = groupWith(scopes, '00189329', '00089007')?.texts('00089007') ?? [];
  return {
    ...identity(source),
    imageType: frameType.length > 0 ? frameType : dataset.texts('00080008'),
    rows: dataset.number('00280010') ?? 0,
    columns: dataset.number('00280011') ?? 0,
    positionText: position.texts('00200032'),
    orientationText: orientation.texts('00200037'),
    pixelSpacingText: measures.texts('00280030'),
    positionLps: position.numbers('00200032'),
    orientation: orientation.numbers('00200037'),
    pixelSpacingMm: measures.numbers('00280030'),
    ...optional('sliceThicknessText', measures.texts('00180050')[0]),
    phase: phaseKeys(dataset, scopes),
    pixels: pixelFormat(dataset, groupWith(scopes, '00289145', '00281053') ?? dataset),
    lossy: dataset.text('00282110') === '01',
    synthetic: isSynthetic(dataset),
    dataset,
    readWarnings: source.warnings,
  };
}

function identity(source: HeaderSource) {
  const { dataset, studyInstanceUid, seriesInstanceUid, sopInstanceUid, sopClassUid, modality } = source;
  return {
    studyInstanceUid, seriesInstanceUid, sopInstanceUid, sopClassUid, modality,
    ...optional('transferSyntaxUid', source.transferSyntaxUid),
    ...optional('instanceNumber', dataset.number('00200013')),
    ...optional('frameOfReferenceUid', dataset.text('00200052')),
    ...optional('patientPosition', dataset.text('00185100')),
  };
}

function phaseKeys(dataset: Dataset, scopes: readonly Dataset[]): FrameHeader['phase'] {
  const content = groupWith(scopes, '00209111');
  const text = (group: Dataset | undefined, tag: string) => group?.text(tag);
  return {
    AcquisitionNumber: text(content, '00209156') ?? dataset.text('00200012') ?? '',
    StackID: text(content, '00209056') ?? '',
    TemporalPosition: text(content, '00209128') ?? dataset.text('00200100') ?? '',
    AcquisitionTime: text(content, '00189074') ?? dataset.text('00080032') ?? '',
    ContentTime: dataset.text('00080033') ?? '',
    ImageType: dataset.texts('00080008').slice(2).join('\\'),
    ConvolutionKernel: text(groupWith(scopes, '00189314'), '00181210') ?? dataset.text('00181210') ?? '',
    KVP: text(groupWith(scopes, '00189325'), '00180060') ?? dataset.text('00180060') ?? '',
  };
}

/** Item of a functional group macro, the frame's own before the shared one, that holds `tag`. */
function groupWith(scopes: readonly Dataset[], sequence: string, tag?: string): Dataset | undefined {
  for (const scope of scopes) {
    const item = firstItem(scope, sequence);
    if (item && (tag === undefined || item.has(tag))) return item;
  }
  return undefined;
}

const optional = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } => (value === undefined ? {} : ({ [key]: value } as { [P in K]?: V }));
