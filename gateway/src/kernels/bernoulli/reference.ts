import type { ReferenceRun } from '../kernel.ts';
import { philox4x32 } from '../philox/reference.ts';

type Run = ReferenceRun<readonly ['f32'], 'f32', { readonly keyA: 'u32'; readonly keyB: 'u32'; readonly stream: 'u32'; readonly half: 'i32' }>;

/** See kernel.ts. */
export function bernoulli({ inputs: [probability], out, parameters: { keyA, keyB, stream, half } }: Run): void {
  const key = Uint32Array.of(keyA, keyB);
  const counter = Uint32Array.of(0, 0, 0, stream);
  const words = new Uint32Array(4);
  for (let z = -half, at = 0; z <= half; z++)
    for (let y = -half; y <= half; y++)
      for (let x = -half; x <= half; x++, at++) {
        counter[0] = x;
        counter[1] = y;
        counter[2] = z;
        philox4x32(counter, key, words);
        const threshold = Math.floor(probability[at]! * 65_536); // the product is exact: a float times a power of two
        let yes = 0;
        for (let n = 0; n < 4; n++) {
          const word = words[n]!;
          if ((word & 0xffff) < threshold) yes++;
          if (word >>> 16 < threshold) yes++;
        }
        out[at] = yes / 8;
      }
}
