import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import { trilinearSampler } from '../trilinear/reference.ts';

type Layout = { readonly dimensions: 'vec4u' } & Readonly<Record<'count' | 'layers', 'u32'>> & Readonly<Record<'latticeX' | 'latticeY' | 'latticeZ', 'vec4f'>>;

/** See kernel.ts. */
export function latticeField({ inputs: [values], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['f32'], 'f32', Layout>): void {
  const { dimensions: [columns, rows], count, layers, latticeX, latticeY, latticeZ } = parameters;
  const sample = trilinearSampler(values, [count, count, count]);
  for (let row = 0; 2 * row < region.length; row++) {
    const [j, slice] = [row % rows, Math.floor(row / rows)];
    for (let layer = 0; layer < layers; layer++) {
      const k = slice + (layer + 0.5) / layers - 0.5;
      const x = latticeX[1] * j + latticeX[2] * k + latticeX[3];
      const y = latticeY[1] * j + latticeY[2] * k + latticeY[3];
      const z = latticeZ[1] * j + latticeZ[2] * k + latticeZ[3];
      for (let i = region[2 * row]!; i < region[2 * row + 1]!; i++) out[i + columns * row]! += sample(latticeX[0] * i + x, latticeY[0] * i + y, latticeZ[0] * i + z) / layers;
    }
  }
}
