/**
 * Philox4x32-10, a counter-based generator (Salmon et al., SC 2011): the same counter and key give the same four words
 * everywhere, in any order. Integers only, so every backend agrees to the bit.
 */

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9 | 0;
const W1 = 0xbb67ae85 | 0;

/** High 32 bits of the product of two unsigned 32-bit numbers. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const middle2 = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (middle2 >>> 16)) | 0;
}

/** Four random words for a counter (4 words) under a key (2 words), written to `out`. Signed words throughout: unsigned ones would be computed as fractions. */
export function philox4x32(counter: Uint32Array, key: Uint32Array, out: Uint32Array): void {
  let c0 = counter[0]! | 0;
  let c1 = counter[1]! | 0;
  let c2 = counter[2]! | 0;
  let c3 = counter[3]! | 0;
  let k0 = key[0]! | 0;
  let k1 = key[1]! | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = mulHigh(M0, c0);
    const low0 = Math.imul(M0, c0);
    const high1 = mulHigh(M1, c2);
    const low1 = Math.imul(M1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + W0) | 0;
    k1 = (k1 + W1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Uniform in (0, 1) from one word: 24 bits, centred, never 0 nor 1. */
export const uniformOf = (word: number): number => ((word >>> 8) + 0.5) / 16_777_216;

const NORMAL_SCALE = 1 / (65_536 * Math.sqrt(8 / 12));

/** Standard normal from four words by the sum of their eight 16-bit halves: exact integers, tails end at 4.9 SD. */
export function normalOf(words: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    const word = words[i] as number;
    sum += (word & 0xffff) + (word >>> 16);
  }
  return (sum - 8 * 32_767.5) * NORMAL_SCALE;
}
