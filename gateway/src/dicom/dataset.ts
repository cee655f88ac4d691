/**
 * Read access to the attributes of a DICOM object or sequence item, whatever it came from (Part 10 file or DICOM JSON).
 * Tags are eight upper-case hex digits, `'00100010'`. Text is decoded by the object's Specific Character Set (PS3.5 6.1) and
 * trimmed of padding. An absent or empty attribute gives undefined or an empty list; nothing throws.
 */
export interface Dataset {
  /** Tags present, in ascending order, without group 0002 and without pixel data. */
  readonly tags: readonly string[];
  has(tag: string): boolean;
  /** Value representation: as stored, or from the dictionary of attributes we use when the encoding is implicit; else 'UN'. */
  vr(tag: string): string | undefined;
  /** All values joined by a backslash, as stored (DS keeps its original text, leading and trailing blanks removed). */
  text(tag: string): string | undefined;
  /** The values of a multi-valued text attribute; empty values are kept as ''. */
  texts(tag: string): readonly string[];
  /** First numeric value of DS, IS, US, SS, UL, SL, FL, FD; undefined when absent or not a finite number. */
  number(tag: string): number | undefined;
  /** All numeric values; NaN where one cannot be read. */
  numbers(tag: string): readonly number[];
  /** Items of a sequence; empty when absent. */
  items(tag: string): readonly Dataset[];
  /** Raw value bytes in the byte order of the file; undefined for DICOM JSON. */
  bytes(tag: string): Uint8Array | undefined;
}

/** First item of a sequence, undefined when there is none. */
export const firstItem = (dataset: Dataset, tag: string): Dataset | undefined => dataset.items(tag)[0];
