import { normalOf, philox4x32, uniformOf } from './philox/reference.ts';

/** Grids that find wrong strides, forgotten borders and unfinished workgroups: no two axes alike, no multiple of 64, axes of one voxel. */
export const AWKWARD_GRIDS = [
  [7, 5, 3],
  [1, 67, 2],
  [65, 1, 3],
  [13, 11, 1],
  [30, 23, 17],
] as const;

export const voxelsOf = ([columns, rows, slices]: readonly [number, number, number]): number => columns * rows * slices;

/** Seeded numbers for kernel cases, made from Philox so that they are the same everywhere. */
function draw(length: number, seed: number, from: (words: Uint32Array) => number): Float32Array {
  const [counter, key, words] = [new Uint32Array(4), Uint32Array.of(seed, 0xca5e), new Uint32Array(4)];
  return Float32Array.from({ length }, (_, at) => {
    counter[0] = at;
    philox4x32(counter, key, words);
    return from(words);
  });
}

/** Normals, like noise in HU. */
export const normals = (length: number, { seed, mean = 0, sd = 1 }: { seed: number; mean?: number; sd?: number }): Float32Array => draw(length, seed, words => mean + sd * normalOf(words));

/** Uniform between two values. */
export const uniforms = (length: number, { seed, low = 0, high = 1 }: { seed: number; low?: number; high?: number }): Float32Array => draw(length, seed, words => low + (high - low) * uniformOf(words[0]!));

/** Uniform, but a third exactly 0 and a third exactly 1, as opacities are. */
export const opacities = (length: number, seed: number): Float32Array => uniforms(length, { seed, low: -1, high: 2 }).map(v => Math.min(1, Math.max(0, v)));
