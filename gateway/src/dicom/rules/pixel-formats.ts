import { GatewayError } from '../../errors.ts';
import type { FrameHeader } from '../frame-header.ts';
import { TRANSFER_SYNTAX_ADVICE, TRANSFER_SYNTAXES } from '../transfer-syntaxes.ts';
import type { PlanContext, Rule } from './rule.ts';

/** Pixels that can be decoded and turned into HU. */
export const pixelFormats: Rule = (frames, context) => {
  for (const frame of frames) {
    checkTransferSyntax(frame);
    checkLayout(frame);
    checkRescale(frame);
  }
  tell(frames, context);
  return frames;
};

function checkTransferSyntax({ transferSyntaxUid, sopInstanceUid }: FrameHeader): void {
  if (transferSyntaxUid === undefined) return;
  const known = TRANSFER_SYNTAXES.get(transferSyntaxUid);
  if (known && known.coding !== 'unsupported') return;
  const name = known ? known.name : 'a transfer syntax that is not known here';
  throw new GatewayError('pixels/transfer-syntax', `The pixel data is in ${name}, which is not decoded. ${TRANSFER_SYNTAX_ADVICE}`, { context: { transferSyntaxUid, sopInstanceUid } });
}

function checkLayout({ pixels, rows, columns, sopInstanceUid }: FrameHeader): void {
  const { samplesPerPixel = 1, photometricInterpretation, bitsAllocated, bitsStored, highBit } = pixels;
  if (samplesPerPixel !== 1 || !/^MONOCHROME[12]$/.test(photometricInterpretation))
    throw new GatewayError('pixels/not-grayscale', 'The images are not grayscale; choose a series of plain CT images.', { context: { samplesPerPixel, photometricInterpretation, sopInstanceUid } });
  const stored = bitsStored ?? 0;
  const fits = (bitsAllocated === 8 || bitsAllocated === 16) && stored >= 1 && stored <= bitsAllocated && highBit === stored - 1;
  if (!fits || rows < 1 || columns < 1)
    throw new GatewayError('pixels/bit-layout', 'Pixels are read with 8 or 16 bits allocated and the high bit just below bits stored; convert the series.', {
      context: { bitsAllocated, bitsStored, highBit, rows, columns, sopInstanceUid },
    });
}

/** Without rescale, 1 and 0 are assumed only where nothing says otherwise; other quantities than HU are refused. */
function checkRescale({ pixels, sopInstanceUid }: FrameHeader): void {
  const { slope, intercept, rescaleType, modalityLut } = pixels;
  const refuse = (what: string) => {
    throw new GatewayError('pixels/rescale-missing', `HU cannot be established: ${what}. Choose a series with rescale to HU.`, { context: { slope, intercept, rescaleType, sopInstanceUid } });
  };
  if (modalityLut) refuse('the images use a modality lookup table');
  if (rescaleType !== undefined && rescaleType !== 'HU' && rescaleType !== 'US') refuse('the rescaled values are another quantity');
  if (slope === 0) refuse('the rescale slope is 0');
  if ((slope === undefined || intercept === undefined) && rescaleType !== undefined) refuse('rescale is incomplete');
  if ((slope === undefined) !== (intercept === undefined)) refuse('rescale is incomplete');
}

function tell(frames: readonly FrameHeader[], context: PlanContext): void {
  const count = (test: (frame: FrameHeader) => boolean) => frames.filter(test).length;
  if (new Set(frames.map(({ pixels }) => `${pixels.slope} ${pixels.intercept}`)).size > 1) context.warn('pixels/rescale-varies');
  if (count(({ pixels }) => pixels.slope === undefined) > 0) context.warn('pixels/rescale-assumed');
  if (count(({ pixels }) => pixels.rescaleType === 'US') > 0) context.warn('pixels/rescale-type-unspecified');
  if (count(({ pixels }) => pixels.padding !== undefined) > 0) context.warn('pixels/padding');
  const inverted = count(({ pixels }) => pixels.photometricInterpretation === 'MONOCHROME1');
  if (inverted > 0) context.warn('pixels/inverted', `Slices: ${inverted}.`);
}
