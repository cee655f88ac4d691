/** Little-endian byte buffer that grows as it is written to. */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacityBytes = 4096) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(64, capacityBytes));
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    const offset = this.#reserve(1);
    this.#bytes.writeUInt8(value, offset);
  }

  u16(value: number): void {
    const offset = this.#reserve(2);
    this.#bytes.writeUInt16LE(value, offset);
  }

  i16(value: number): void {
    const offset = this.#reserve(2);
    this.#bytes.writeInt16LE(value, offset);
  }

  u32(value: number): void {
    const offset = this.#reserve(4);
    this.#bytes.writeUInt32LE(value, offset);
  }

  i32(value: number): void {
    const offset = this.#reserve(4);
    this.#bytes.writeInt32LE(value, offset);
  }

  f32(value: number): void {
    const offset = this.#reserve(4);
    this.#bytes.writeFloatLE(value, offset);
  }

  f64(value: number): void {
    const offset = this.#reserve(8);
    this.#bytes.writeDoubleLE(value, offset);
  }

  text(text: string, encoding: 'latin1' | 'utf8'): void {
    const offset = this.#reserve(Buffer.byteLength(text, encoding));
    this.#bytes.write(text, offset, encoding);
  }

  bytes(bytes: Uint8Array): void {
    const offset = this.#reserve(bytes.length);
    this.#bytes.set(bytes, offset);
  }

  /** Overwrites four bytes written before, for lengths known only afterwards. */
  patchU32(offset: number, value: number): void {
    this.#bytes.writeUInt32LE(value, offset);
  }

  /** Overwrites two bytes written before. */
  patchU16(offset: number, value: number): void {
    this.#bytes.writeUInt16LE(value, offset);
  }

  /** What was written, without a copy; the writer must not be used afterwards. */
  finish(): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#length);
  }

  /** Makes room and gives its offset. May replace the buffer, so it is called before the buffer is looked at. */
  #reserve(count: number): number {
    const offset = this.#length;
    const needed = offset + count;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, offset);
      this.#bytes = larger;
    }
    this.#length = needed;
    return offset;
  }
}
