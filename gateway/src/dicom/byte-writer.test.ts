import { describe, expect, it } from 'vitest';
import { ByteWriter } from './byte-writer.ts';

describe('ByteWriter', () => {
  it('keeps what is written when the write itself makes it grow', () => {
    const writes: readonly (readonly [(out: ByteWriter) => void, readonly number[]])[] = [
      [out => out.text('Ü1', 'utf8'), [0xc3, 0x9c, 0x31]],
      [out => out.bytes(new Uint8Array([1, 2, 3])), [1, 2, 3]],
      [out => out.u8(7), [7]],
      [out => out.u16(0x0102), [2, 1]],
      [out => out.i16(-2), [0xfe, 0xff]],
      [out => out.u32(0x01020304), [4, 3, 2, 1]],
      [out => out.i32(-2), [0xfe, 0xff, 0xff, 0xff]],
      [out => out.f32(1), [0, 0, 0x80, 0x3f]],
      [out => out.f64(1), [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]],
    ];
    for (const [write, expected] of writes)
      for (const before of [60, 61, 62, 63, 64, 127, 128]) {
        const out = new ByteWriter(64);
        for (let n = 0; n < before; n++) out.u8(9);
        write(out);
        expect([...out.finish()]).toEqual([...Array.from({ length: before }, () => 9), ...expected]);
      }
  });
});
