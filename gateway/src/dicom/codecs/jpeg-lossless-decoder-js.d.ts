/** The part of the package that is used here; its own declarations are not in the tarball. */
declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    /** One sample an entry; `numBytes` is 1 or 2. Throws Error or a string. */
    // oxlint-disable-next-line max-params -- the library's signature
    decode(buffer: ArrayBuffer, offset: number, length: number, numBytes: number): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  }
}
