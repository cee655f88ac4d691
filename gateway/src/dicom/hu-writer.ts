import { GatewayError } from '../errors.ts';
import type { PixelFormat } from './pixel-format.ts';

/** HU that stand for "nothing was measured here". */
const PADDING_HU = -1024;

export type HuVoxels = Int16Array | Float32Array;

/** Range of HU written, padding not counted. */
export interface HuRange {
  readonly low: number;
  readonly high: number;
}

/**
 * Collects slices of stored values as HU: int16 as long as every value is an integer in range, else float32 from then on.
 * Allocates once, and a second time only when int16 does not do.
 */
export class HuWriter {
  #voxels: HuVoxels;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  constructor(voxelCount: number, formats: readonly PixelFormat[]) {
    const integers = formats.every(({ slope = 1, intercept = 0 }) => Number.isInteger(slope) && Number.isInteger(intercept));
    this.#voxels = integers ? new Int16Array(voxelCount) : new Float32Array(voxelCount);
  }

  get voxels(): HuVoxels {
    return this.#voxels;
  }

  get range(): HuRange {
    return { low: this.#low, high: this.#high };
  }

  /**
   * Writes one slice at voxel `offset`. `bytes` are little-endian stored values, one or two bytes each. Returns the stored values
   * where rescale cannot lead back to them from the HU.
   */
  write(offset: number, bytes: Uint8Array, format: PixelFormat): Int16Array | Uint16Array | undefined {
    const stored = storedValues(bytes, format);
    const range = toHu(stored, this.#voxels.subarray(offset, offset + stored.length), format);
    this.#low = Math.min(this.#low, range.low);
    this.#high = Math.max(this.#high, range.high);
    if (this.#voxels instanceof Int16Array && (range.low < -32768 || range.high > 32767)) {
      this.#voxels = Float32Array.from(this.#voxels);
      toHu(stored, this.#voxels.subarray(offset, offset + stored.length), format);
    }
    return range.padded || isInverted(format) ? plainValues(stored, format) : undefined;
  }
}

function storedValues(bytes: Uint8Array, { bitsAllocated }: PixelFormat): Uint8Array | Uint16Array {
  if (bitsAllocated === 8) return bytes;
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : Uint8Array.prototype.slice.call(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length >> 1);
}

/** A copy of its own, without the bits above BitsStored and with the sign extended. */
function plainValues(stored: Uint8Array | Uint16Array, format: PixelFormat): Int16Array | Uint16Array {
  const { mask, signBit } = bitsOf(format);
  const out = format.signed ? new Int16Array(stored.length) : new Uint16Array(stored.length);
  for (let i = 0; i < stored.length; i++) out[i] = (((stored[i] as number) & mask) ^ signBit) - signBit;
  return out;
}

/** value = ((bits & mask) ^ signBit) - signBit drops the bits above BitsStored and extends the sign, if there is one. */
function bitsOf({ bitsStored = 16, signed }: PixelFormat): { readonly mask: number; readonly signBit: number } {
  return { mask: 2 ** bitsStored - 1, signBit: signed ? 2 ** (bitsStored - 1) : 0 };
}

/** HU = scale * value + offset, the inversion of MONOCHROME1 included. */
function rescaleOf(format: PixelFormat): { readonly scale: number; readonly offset: number } {
  const { bitsStored = 16, signed, slope = 1, intercept = 0 } = format;
  if (!isInverted(format)) return { scale: slope, offset: intercept };
  const lowPlusHigh = signed ? -1 : 2 ** bitsStored - 1;
  return { scale: -slope, offset: slope * lowPlusHigh + intercept };
}

/** The loop over voxels: bit layout, padding, rescale. */
function toHu(stored: Uint8Array | Uint16Array, out: HuVoxels, format: PixelFormat): HuRange & { readonly padded: boolean } {
  const { mask, signBit } = bitsOf(format);
  const { scale, offset } = rescaleOf(format);
  const [padLow, padHigh] = format.padding ?? [1, 0];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let padded = false;
  for (let i = 0; i < stored.length; i++) {
    const value = (((stored[i] as number) & mask) ^ signBit) - signBit;
    if (value >= padLow && value <= padHigh) {
      out[i] = PADDING_HU;
      padded = true;
      continue;
    }
    const hu = scale * value + offset;
    if (hu < low) low = hu;
    if (hu > high) high = hu;
    out[i] = hu;
  }
  return { low, high, padded };
}

/** MONOCHROME1 shows low values bright; with a rising rescale dense tissue must have been stored low. */
export const isInverted = ({ photometricInterpretation, slope = 1 }: PixelFormat): boolean => photometricInterpretation === 'MONOCHROME1' && slope > 0;

/** CT always holds air. Where rescale or polarity had to be assumed, values without any are no HU. */
const AIR_AT_MOST_HU = -200;
const LOWEST_HU = -8192;
const HIGHEST_HU = 32767;

/** Throws `pixels/implausible-hu` when values whose meaning was assumed cannot be HU. */
export function checkPlausible({ low, high }: HuRange, formats: readonly PixelFormat[]): void {
  const assumed = formats.some(format => format.slope === undefined || isInverted(format));
  if (!assumed || (low <= AIR_AT_MOST_HU && low >= LOWEST_HU && high <= HIGHEST_HU)) return;
  throw new GatewayError('pixels/implausible-hu', `The values run from ${low} to ${high}, which is no HU; choose a series with rescale.`, { context: { low, high } });
}
