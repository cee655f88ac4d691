import type { ReferenceRun } from '../kernel.ts';

/** See kernel.ts. */
export function splineDouble({ inputs: [nodes], out, parameters: { size } }: ReferenceRun<readonly ['f32'], 'f32', { readonly size: 'u32' }>): void {
  const fine = 2 * size - 5;
  const along = new Float64Array(fine * size * size);
  doubleLines(nodes, along, { size, fine, stride: 1, group: 1, groups: size * size });
  const across = new Float64Array(fine * fine * size);
  doubleLines(along, across, { size, fine, stride: fine, group: fine, groups: size });
  doubleLines(across, out, { size, fine, stride: fine * fine, group: fine * fine, groups: 1 });
}

interface Lines {
  readonly size: number;
  readonly fine: number;
  /** Distance of a line's points, in and out; also the number of neighbouring lines of a group. */
  readonly stride: number;
  readonly group: number;
  readonly groups: number;
}

/** Doubles every line of `size` points into one of `fine`. */
function doubleLines(from: Float32Array | Float64Array, to: Float32Array | Float64Array, { size, fine, stride, group, groups }: Lines): void {
  for (let g = 0; g < groups; g++)
    for (let n = 0; n < fine; n++) {
      const a = g * group * size + (n >> 1) * stride;
      const at = g * group * fine + n * stride;
      if ((n & 1) === 0) for (let c = 0; c < group; c++) to[at + c] = (from[a + c]! + 4 * from[a + stride + c]! + from[a + 2 * stride + c]!) / 6;
      else for (let c = 0; c < group; c++) to[at + c] = (from[a + c]! + 23 * (from[a + stride + c]! + from[a + 2 * stride + c]!) + from[a + 3 * stride + c]!) / 48;
    }
}
