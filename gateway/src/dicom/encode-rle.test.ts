import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRle } from './encode-rle.ts';

/** Straight from PS3.5 G.3.2. */
function decodeSegment(codes: Uint8Array, length: number): number[] {
  const out: number[] = [];
  for (let n = 0; out.length < length; ) {
    const code = (codes[n++] as number) << 24 >> 24;
    if (code >= 0) for (let c = 0; c <= code; c++) out.push(codes[n++] as number);
    else if (code > -128) {
      for (let c = 0; c < 1 - code; c++) out.push(codes[n] as number);
      n++;
    }
  }
  return out;
}

describe('encodeRle', () => {
  it('writes one segment that starts behind the 64-byte header', () => {
    const header = new DataView(encodeRle(new Uint8Array(12), 4).buffer);
    expect([header.getUint32(0, true), header.getUint32(4, true), header.getUint32(8, true)]).toEqual([1, 64, 0]);
  });

  it('is short for a mask', () => {
    const frame = new Uint8Array(512 * 512);
    for (let j = 100; j < 200; j++) frame.fill(1, j * 512 + 100, j * 512 + 300);
    expect(encodeRle(frame, 512).length).toBeLessThan(6000);
  });

  it('comes back byte for byte', () => {
    const rows = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 4 })).chain(([columns, rows]) =>
      fc.tuple(fc.constant(columns), fc.uint8Array({ minLength: columns * rows, maxLength: columns * rows, max: 2 })),
    );
    fc.assert(
      fc.property(rows, ([columns, frame]) => {
        const fragment = encodeRle(frame, columns);
        expect(fragment.length % 2).toBe(0);
        expect(decodeSegment(fragment.subarray(64), frame.length)).toEqual([...frame]);
      }),
    );
  });

  it('never grows beyond its buffer for noise', () => {
    const noise = fc.sample(fc.uint8Array({ minLength: 4096, maxLength: 4096 }), 5);
    for (const frame of noise) expect(decodeSegment(encodeRle(frame, 64).subarray(64), 4096)).toEqual([...frame]);
  });
});
