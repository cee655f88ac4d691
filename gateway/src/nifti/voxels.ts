import { GatewayError } from '../errors.ts';

interface DataType {
  readonly name: string;
  readonly bytes: 1 | 2 | 4 | 8;
  readonly view: (buffer: ArrayBuffer) => ArrayLike<number> | ArrayLike<bigint>;
}

/** NIfTI datatype codes that hold one real number a voxel. */
export const DATA_TYPES: Readonly<Record<number, DataType>> = {
  2: { name: 'uint8', bytes: 1, view: b => new Uint8Array(b) },
  256: { name: 'int8', bytes: 1, view: b => new Int8Array(b) },
  4: { name: 'int16', bytes: 2, view: b => new Int16Array(b) },
  512: { name: 'uint16', bytes: 2, view: b => new Uint16Array(b) },
  8: { name: 'int32', bytes: 4, view: b => new Int32Array(b) },
  768: { name: 'uint32', bytes: 4, view: b => new Uint32Array(b) },
  16: { name: 'float32', bytes: 4, view: b => new Float32Array(b) },
  64: { name: 'float64', bytes: 8, view: b => new Float64Array(b) },
  1024: { name: 'int64', bytes: 8, view: b => new BigInt64Array(b) },
  1280: { name: 'uint64', bytes: 8, view: b => new BigUint64Array(b) },
};

export interface Encoding {
  readonly datatype: number;
  readonly littleEndian: boolean;
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Voxel values after slope and intercept. uint8 without scaling stays Uint8Array; anything else becomes Int16Array when every value
 * is an integer in its range, Float32Array otherwise. Throws nifti/unreadable when a value is not finite.
 */
export function decodeVoxels(raw: Uint8Array, { datatype, littleEndian, slope, intercept }: Encoding): Float32Array | Int16Array | Uint8Array {
  const type = DATA_TYPES[datatype]!;
  const own = new Uint8Array(raw);
  if (!littleEndian) swapBytes(own, type.bytes);
  const stored = type.view(own.buffer);
  // nifti1.h: a slope of 0 means no scaling; files in the wild also carry NaN.
  const scaled = slope !== 0 && Number.isFinite(slope) && Number.isFinite(intercept) && !(slope === 1 && intercept === 0);
  if (!scaled && (stored instanceof Uint8Array || stored instanceof Int16Array)) return stored;
  const [m, b] = scaled ? [slope, intercept] : [1, 0];
  const out = new Int16Array(stored.length);
  for (let v = 0; v < out.length; v++) {
    const value = m * Number(stored[v]) + b;
    out[v] = value;
    if (out[v] !== value) return asFloats(stored, m, b);
  }
  return out;
}

function asFloats(stored: ArrayLike<number> | ArrayLike<bigint>, slope: number, intercept: number): Float32Array {
  const out = new Float32Array(stored.length);
  for (let v = 0; v < out.length; v++) {
    const value = slope * Number(stored[v]) + intercept;
    if (!Number.isFinite(value)) throw new GatewayError('nifti/unreadable', 'The NIfTI file holds voxels that are not finite numbers; replace them with a number such as -1024 first.', { context: { voxel: v } });
    out[v] = value;
  }
  return out;
}

function swapBytes(bytes: Uint8Array, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) buffer.swap16();
  if (size === 4) buffer.swap32();
  if (size === 8) buffer.swap64();
}
