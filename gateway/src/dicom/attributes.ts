/** Value representations that the encoder writes (PS3.5 6.2). */
export type Vr =
  | 'AE' | 'AS' | 'CS' | 'DA' | 'DS' | 'DT' | 'IS' | 'LO' | 'LT' | 'PN' | 'SH' | 'ST' | 'TM' | 'UC' | 'UI' | 'UR' | 'UT'
  | 'AT' | 'FD' | 'FL' | 'SL' | 'SS' | 'UL' | 'US' | 'OB' | 'OW' | 'UN' | 'SQ';

/** One value, several values, raw little-endian bytes, or the items of a sequence. An empty array writes an empty attribute. */
export type AttributeValue = string | number | readonly (string | number)[] | Uint8Array | readonly Attributes[];

/** A value whose representation is named beside it: private attributes, and those the dictionary leaves open. */
export interface TypedValue {
  readonly vr: Vr;
  readonly value: AttributeValue;
}

/** Pixel data in encapsulated form, one fragment a frame. */
export interface Encapsulated {
  readonly fragments: readonly Uint8Array[];
}

/**
 * Attributes to be written, by keyword of PS3.6 (`PatientID`) or by tag as eight hexadecimal digits (`00291010`, always as a
 * TypedValue). Undefined members are not written. Order does not matter.
 */
export interface Attributes {
  readonly [keywordOrTag: string]: AttributeValue | TypedValue | Encapsulated | undefined;
}

export const isTypedValue = (entry: AttributeValue | TypedValue | Encapsulated): entry is TypedValue =>
  typeof entry === 'object' && 'vr' in entry && 'value' in entry;

export const isEncapsulated = (entry: AttributeValue | TypedValue | Encapsulated): entry is Encapsulated =>
  typeof entry === 'object' && 'fragments' in entry;
