import type { ReferenceRun } from '../kernel.ts';
import { philox4x32 } from '../philox/reference.ts';

type Layout = Readonly<Record<'keyA' | 'keyB' | 'stream', 'u32'>> & { readonly half: 'i32'; readonly base: 'f32' };
type Run = ReferenceRun<readonly ['f32'], 'f32', Layout>;

/** See kernel.ts. */
export function bernoulli({ inputs: [input], out, parameters: { keyA, keyB, stream, half, base } }: Run): void {
  const key = Uint32Array.of(keyA, keyB);
  const counter = Uint32Array.of(0, 0, 0, stream);
  const words = new Uint32Array(4);
  const first = Math.fround(base);
  for (let z = -half, at = 0; z <= half; z++)
    for (let y = -half; y <= half; y++)
      for (let x = -half; x <= half; x++, at++) {
        counter[0] = x;
        counter[1] = y;
        counter[2] = z;
        philox4x32(counter, key, words);
        const threshold = Math.floor(Math.fround(first + input[at]!) * 65_536); // the product is exact: a float times a power of two
        let yes = 0;
        for (let n = 0; n < 4; n++) {
          const word = words[n]!;
          if ((word & 0xffff) < threshold) yes++;
          if (word >>> 16 < threshold) yes++;
        }
        out[at] = yes / 8;
      }
}
