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
  export const data: { readonly DicomMetaDictionary: { readonly nameMap: Readonly<Record<string, DictionaryEntry | undefined>> } };
}
