import type { Dataset } from './dataset.ts';

/** How stored values become HU, as the header says it (PS3.3 C.7.6.3, C.11.1, C.7.5.1.1.2). Nothing is checked here. */
export interface PixelFormat {
  readonly samplesPerPixel?: number;
  readonly photometricInterpretation: string;
  readonly bitsAllocated?: number;
  readonly bitsStored?: number;
  readonly highBit?: number;
  readonly signed: boolean;
  readonly slope?: number;
  readonly intercept?: number;
  readonly rescaleType?: string;
  /** A Modality LUT Sequence stands in place of rescale. */
  readonly modalityLut: boolean;
  /** Stored values that stand for no measurement, low and high inclusive. */
  readonly padding?: readonly [low: number, high: number];
}

/** `transformation` is the data set that holds rescale: the image itself, or a frame's functional group. */
export function pixelFormat(dataset: Dataset, transformation: Dataset): PixelFormat {
  const signed = dataset.number('00280103') === 1;
  const padding = paddingOf(dataset, signed);
  return withoutUndefined({
    samplesPerPixel: dataset.number('00280002'),
    photometricInterpretation: dataset.text('00280004') ?? '',
    bitsAllocated: dataset.number('00280100'),
    bitsStored: dataset.number('00280101'),
    highBit: dataset.number('00280102'),
    signed,
    slope: transformation.number('00281053'),
    intercept: transformation.number('00281052'),
    rescaleType: transformation.text('00281054'),
    modalityLut: transformation.has('00283000'),
    padding,
  });
}

/** Padding is written with the sign of the pixels, whatever representation the writer chose for it. */
function paddingOf(dataset: Dataset, signed: boolean): readonly [number, number] | undefined {
  const own = dataset.number('00280120');
  if (own === undefined) return undefined;
  const stored = (value: number) => (signed ? (value << 16) >> 16 : value & 0xffff);
  const limit = dataset.number('00280121') ?? own;
  const [a, b] = [stored(own), stored(limit)];
  return [Math.min(a, b), Math.max(a, b)];
}

function withoutUndefined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
