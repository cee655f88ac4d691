import type { ReferenceRun } from '../kernel.ts';
import { normalOf, philox4x32 } from '../philox/reference.ts';

type Layout = Readonly<Record<'keyA' | 'keyB' | 'stream', 'u32'>> & { readonly half: 'i32'; readonly scale: 'f32' };

/** See kernel.ts. */
export function latticeNodes({ out, parameters: { keyA, keyB, stream, half, scale } }: ReferenceRun<readonly [], 'f32', Layout>): void {
  const key = Uint32Array.of(keyA, keyB);
  const counter = Uint32Array.of(0, 0, 0, stream);
  const words = new Uint32Array(4);
  let at = 0;
  for (let k = -half; k <= half; k++)
    for (let j = -half; j <= half; j++)
      for (let i = -half; i <= half; i++) {
        counter[0] = i;
        counter[1] = j;
        counter[2] = k;
        philox4x32(counter, key, words);
        out[at++] = normalOf(words) * scale;
      }
}

/** What nodes are multiplied by so that the splines between them have SD 1: (151 / 315) is the mean over a cell of the sum of squared cubic B-spline weights on one axis. */
export const UNIT_SCALE = (151 / 315) ** -1.5;
