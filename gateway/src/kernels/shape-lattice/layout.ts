import type { ParameterKind } from '../kernel.ts';

/**
 * How a kernel reads a shape. The shape is a cube of `count` integer values an axis (linear index a + count (b + count c)); inside is
 * where the value, interpolated in integers, lies below a level. A voxel's sub-sample (a, b, c) of `samples` lies at the fixed-point
 * lattice position `origin + i stepI + j stepJ + k stepK + a subI + b subJ + c subK` (xyz, 16 fractional bits; w unused).
 *
 * Interpolation, so that every backend finds the same integers (all in 32-bit two's complement, shifts keep the sign): each coordinate p is
 * clamped to 0 .. (count - 1) 2^16 - 1; cell = p >> 16; t = (p >> 8) & 255; mix(a, b, t) = a + (((b - a) t + 128) >> 8); along z first, then
 * y, then x. Values lie in 0 .. 2^20.
 */
export const SHAPE_LATTICE = {
  dimensions: 'vec4u',
  count: 'u32',
  origin: 'vec4i',
  stepI: 'vec4i',
  stepJ: 'vec4i',
  stepK: 'vec4i',
  samples: 'vec4u',
  subI: 'vec4i',
  subJ: 'vec4i',
  subK: 'vec4i',
} as const satisfies Record<string, ParameterKind>;
