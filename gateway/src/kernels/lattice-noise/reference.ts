import type { Vec3 } from '../../volume/geometry.ts';
import type { ReferenceRun } from '../kernel.ts';
import { normalOf, philox4x32 } from '../philox/reference.ts';

type Layout = Readonly<Record<'keyA' | 'keyB' | 'stream' | 'within', 'u32'>> & { readonly half: 'vec4i'; readonly weights: 'vec4u'; readonly scale: 'f32' };

/** See kernel.ts. */
export function latticeNodes({ out, parameters: { keyA, keyB, stream, half: [halfX, halfY, halfZ], weights: [weightX, weightY, weightZ], within, scale } }: ReferenceRun<readonly [], 'f32', Layout>): void {
  const noise: Noise = { key: Uint32Array.of(keyA, keyB), counter: Uint32Array.of(0, 0, 0, stream), words: new Uint32Array(4), scale, out };
  const columns = 2 * halfX + 1;
  for (let k = -halfZ, middle = halfX; k <= halfZ; k++)
    for (let j = -halfY; j <= halfY; j++, middle += columns) {
      const left = within - weightY * j * j - weightZ * k * k;
      if (left >= 0) drawRow(noise, { j, k, reach: Math.min(halfX, Math.floor(Math.sqrt(left / weightX))), middle });
    }
}

interface Noise {
  readonly key: Uint32Array;
  readonly counter: Uint32Array;
  readonly words: Uint32Array;
  readonly scale: number;
  readonly out: Float32Array;
}

/** The nodes -reach..reach of a row; `middle`: offset of node 0. */
function drawRow({ key, counter, words, scale, out }: Noise, { j, k, reach, middle }: { readonly j: number; readonly k: number; readonly reach: number; readonly middle: number }): void {
  counter[1] = j;
  counter[2] = k;
  for (let i = -reach; i <= reach; i++) {
    counter[0] = i;
    philox4x32(counter, key, words);
    out[middle + i] = normalOf(words) * scale;
  }
}

/** A cube of nodes -half..half of which none is left out. */
export const wholeCube = (half: number): NoiseBlock => ({ half: [half, half, half, 0], weights: [1, 1, 1, 0], within: 3 * half * half });

type Vec4 = readonly [number, number, number, number];

/** Which nodes are drawn. */
export interface NoiseBlock {
  readonly half: Vec4;
  readonly weights: Vec4;
  readonly within: number;
}

/** So large that weights are right to a thousandth, so small that sums of them fit in 32 bits. */
const ON_SURFACE = 2 ** 24;

/** A block of nodes -half..half of which those in an ellipsoid are drawn; its half axes, in nodes, are more than a twelfth of the block's diagonal. */
export const ellipsoidIn = (half: Vec3, halfAxes: Vec3): NoiseBlock => {
  const weight = (axis: 0 | 1 | 2) => Math.round(ON_SURFACE / halfAxes[axis] ** 2);
  return { half: [...half, 0], weights: [weight(0), weight(1), weight(2), 0], within: ON_SURFACE };
};

/** What nodes are multiplied by so that the splines between them have SD 1: (151 / 315) is the mean over a cell of the sum of squared cubic B-spline weights on one axis. */
export const UNIT_SCALE = (151 / 315) ** -1.5;
