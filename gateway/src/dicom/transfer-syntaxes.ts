/** How the pixel data of a transfer syntax is coded (PS3.5 10 and annex A). */
export type PixelCoding = 'native' | 'rle' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

export interface TransferSyntax {
  readonly name: string;
  readonly coding: PixelCoding | 'unsupported';
  readonly explicit: boolean;
  readonly bigEndian: boolean;
  readonly deflated: boolean;
}

const syntax = (name: string, coding: TransferSyntax['coding'], encoding: Partial<TransferSyntax> = {}): TransferSyntax => ({
  name, coding, explicit: true, bigEndian: false, deflated: false, ...encoding,
});

/** Every transfer syntax we know by name. `unsupported`: the header is read, the pixel data refused. */
export const TRANSFER_SYNTAXES: ReadonlyMap<string, TransferSyntax> = new Map([
  ['1.2.840.10008.1.2', syntax('Implicit VR Little Endian', 'native', { explicit: false })],
  ['1.2.840.10008.1.2.1', syntax('Explicit VR Little Endian', 'native')],
  ['1.2.840.10008.1.2.1.99', syntax('Deflated Explicit VR Little Endian', 'native', { deflated: true })],
  ['1.2.840.10008.1.2.2', syntax('Explicit VR Big Endian', 'native', { bigEndian: true })],
  ['1.2.840.10008.1.2.5', syntax('RLE Lossless', 'rle')],
  ['1.2.840.10008.1.2.4.50', syntax('JPEG Baseline (8 bit)', 'unsupported')],
  ['1.2.840.10008.1.2.4.51', syntax('JPEG Extended (12 bit)', 'unsupported')],
  ['1.2.840.10008.1.2.4.53', syntax('JPEG Spectral Selection', 'unsupported')],
  ['1.2.840.10008.1.2.4.55', syntax('JPEG Full Progression', 'unsupported')],
  ['1.2.840.10008.1.2.4.57', syntax('JPEG Lossless', 'jpeg-lossless')],
  ['1.2.840.10008.1.2.4.70', syntax('JPEG Lossless, first-order prediction', 'jpeg-lossless')],
  ['1.2.840.10008.1.2.4.80', syntax('JPEG-LS Lossless', 'jpeg-ls')],
  ['1.2.840.10008.1.2.4.81', syntax('JPEG-LS Near-lossless', 'jpeg-ls')],
  ['1.2.840.10008.1.2.4.90', syntax('JPEG 2000 Lossless', 'jpeg-2000')],
  ['1.2.840.10008.1.2.4.91', syntax('JPEG 2000', 'jpeg-2000')],
  ['1.2.840.10008.1.2.4.100', syntax('MPEG-2', 'unsupported')],
  ['1.2.840.10008.1.2.4.102', syntax('MPEG-4', 'unsupported')],
  ['1.2.840.10008.1.2.4.110', syntax('JPEG XL Lossless', 'unsupported')],
  ['1.2.840.10008.1.2.4.112', syntax('JPEG XL', 'unsupported')],
  ['1.2.840.10008.1.2.4.201', syntax('HTJ2K Lossless', 'htj2k')],
  ['1.2.840.10008.1.2.4.202', syntax('HTJ2K Lossless RPCL', 'htj2k')],
  ['1.2.840.10008.1.2.4.203', syntax('HTJ2K', 'htj2k')],
  ['1.2.840.10008.1.2.8.1', syntax('Deflated Image Frame Compression', 'unsupported')],
]);

/** What a refusal should recommend. */
export const TRANSFER_SYNTAX_ADVICE =
  'Convert the series to Explicit VR Little Endian, or to a lossless syntax the conformance statement lists.';
