import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packFrame, unpackFrame } from './pack-bits.ts';

describe('packFrame', () => {
  it('puts the first voxel into the lowest bit', () => {
    const packed = new Uint8Array(2);
    packFrame(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 2), 2, { packed, firstBit: 0 });
    expect([...packed]).toEqual([0b0000_0001, 0b1000_0010]);
  });

  it('runs frames that are no multiple of eight into one another', () => {
    const packed = new Uint8Array(2);
    packFrame(Uint8Array.of(1, 1, 1), 1, { packed, firstBit: 0 });
    packFrame(Uint8Array.of(0, 0, 1), 1, { packed, firstBit: 3 });
    packFrame(Uint8Array.of(1, 0, 1), 1, { packed, firstBit: 6 });
    expect([...packed]).toEqual([0b0110_0111, 0b0000_0001]);
  });

  it('comes back voxel for voxel, for any frame size and place', () => {
    const frame = fc.integer({ min: 1, max: 70 }).chain(size =>
      fc.array(fc.uint8Array({ minLength: size, maxLength: size, max: 2 }), { minLength: 1, maxLength: 4 }),
    );
    fc.assert(
      fc.property(frame, frames => {
        const size = (frames[0] as Uint8Array).length;
        const packed = new Uint8Array(Math.ceil((size * frames.length) / 8));
        frames.forEach((slice, f) => packFrame(slice, 1, { packed, firstBit: f * size }));
        frames.forEach((slice, f) => expect([...unpackFrame(packed, f * size, size)]).toEqual([...slice].map(v => Number(v === 1))));
      }),
    );
  });
});
