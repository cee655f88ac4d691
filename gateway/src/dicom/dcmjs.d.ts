/** The part of dcmjs that is used here: its copy of the DICOM data dictionary (PS3.6). */
declare module 'dcmjs' {
  interface DictionaryEntry {
    /** `(0008,001C)` */
    readonly tag: string;
    /** Two capitals; `ox`, `xs`, `lt`, `up` where the representation depends on other attributes; `na` for delimiters. */
    readonly vr: string;
    readonly vm: string;
    readonly name: string;
  }
  type Entries = Readonly<Record<string, DictionaryEntry | undefined>>;
  /** `nameMap` by keyword, `dictionary` by `(0008,001C)`. */
  export const data: { readonly DicomMetaDictionary: { readonly nameMap: Entries; readonly dictionary: Entries } };
}
