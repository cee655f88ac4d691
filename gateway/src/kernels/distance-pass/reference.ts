import type { ReferenceRun } from '../kernel.ts';

type Layout = { readonly dimensions: 'vec4u'; readonly axis: 'u32'; readonly root: 'u32'; readonly spacingMm: 'f32' };

/** See kernel.ts. Looks outwards from each voxel until nothing farther can be nearer. */
export function distancePass({ inputs: [squared], out, parameters: { dimensions, axis, root, spacingMm } }: ReferenceRun<readonly ['f32'], 'f32', Layout>): void {
  const count = dimensions[axis]!;
  const stride = axis === 0 ? 1 : axis === 1 ? dimensions[0] : dimensions[0] * dimensions[1];
  for (let at = 0; at < out.length; at++) {
    const p = Math.floor(at / stride) % count;
    let least = squared[at]!;
    for (let n = 1; n < count; n++) {
      const along = (spacingMm * n) ** 2;
      if (along >= least) break;
      if (n <= p) least = Math.min(least, squared[at - n * stride]! + along);
      if (p + n < count) least = Math.min(least, squared[at + n * stride]! + along);
    }
    out[at] = root === 1 ? Math.sqrt(least) : least;
  }
}
