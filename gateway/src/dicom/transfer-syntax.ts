/** Transfer syntaxes that the gateway writes (PS3.5 annex A). */
export const TRANSFER_SYNTAX = {
  explicitLittleEndian: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  rle: '1.2.840.10008.1.2.5',
} as const;

export type TransferSyntaxUid = (typeof TRANSFER_SYNTAX)[keyof typeof TRANSFER_SYNTAX];
