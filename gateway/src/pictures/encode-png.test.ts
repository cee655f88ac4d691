import { unzlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { encodePng } from './encode-png.ts';

describe('encodePng', () => {
  it('writes signature, header, lines and checksums that a reader finds again', () => {
    const png = encodePng({ width: 3, height: 2, channels: 3, pixels: Uint8Array.from({ length: 18 }, (_, n) => n * 14) });
    const view = new DataView(png.buffer);
    expect([...png.subarray(1, 4)].map(c => String.fromCharCode(c)).join('')).toBe('PNG');
    expect([view.getUint32(16), view.getUint32(20), png[24], png[25]]).toEqual([3, 2, 8, 2]);
    expect(view.getUint32(png.length - 4)).toBe(0xae426082); // checksum of the end chunk, the same in every PNG
    const lines = unzlibSync(png.subarray(41, 41 + view.getUint32(33)));
    expect([...lines.subarray(0, 10)]).toEqual([0, 0, 14, 28, 42, 56, 70, 84, 98, 112]);
  });

  it('refuses pixels that do not fill the picture', () => expect(() => encodePng({ width: 3, height: 2, channels: 1, pixels: new Uint8Array(5) })).toThrow(RangeError));
});
