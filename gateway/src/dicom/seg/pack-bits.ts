/**
 * Sets the bits of one frame in packed single-bit pixel data: voxel n of the frame becomes bit `firstBit + n`, lowest bit of a
 * byte first (PS3.5 8.1.1). Frames follow one another without padding. `packed` must be zero there before.
 */
export function packFrame(slice: Uint8Array, value: number, target: { packed: Uint8Array; firstBit: number }): void {
  const { packed, firstBit } = target;
  if (firstBit % 8 === 0 && slice.length % 8 === 0) return packAligned(slice, value, packed.subarray(firstBit / 8));
  for (let n = 0; n < slice.length; n++)
    if (slice[n] === value) {
      const bit = firstBit + n;
      packed[bit >>> 3] = (packed[bit >>> 3] as number) | (1 << (bit & 7));
    }
}

function packAligned(slice: Uint8Array, value: number, bytes: Uint8Array): void {
  const count = slice.length >>> 3;
  for (let b = 0, n = 0; b < count; b++, n += 8) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) if (slice[n + bit] === value) byte |= 1 << bit;
    bytes[b] = byte;
  }
}

/** One frame of packed single-bit pixel data as one byte a voxel, 0 or 1. */
export function unpackFrame(packed: Uint8Array, firstBit: number, voxels: number): Uint8Array {
  const out = new Uint8Array(voxels);
  for (let n = 0; n < voxels; n++) {
    const bit = firstBit + n;
    out[n] = ((packed[bit >>> 3] as number) >>> (bit & 7)) & 1;
  }
  return out;
}
