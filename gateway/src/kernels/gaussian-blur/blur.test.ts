import { expect, it } from 'vitest';
import { AWKWARD_GRIDS, normals, voxelsOf } from '../case-inputs.ts';
import { cpuKernels } from '../cpu.ts';
import type { RowSpans } from '../kernel.ts';
import { blur } from './blur.ts';

/** Spans of any place and length, two rows of three empty. */
function fewSpans([columns, rows, slices]: readonly [number, number, number]): RowSpans {
  const spans = new Uint16Array(2 * rows * slices);
  for (let row = 0; row < rows * slices; row += 3) spans.set([row % columns, Math.max(row % columns, columns - (row % 7))], 2 * row);
  return spans;
}

it.each(AWKWARD_GRIDS.map(grid => [grid.join('x'), grid] as const))('a blur on %s is the same to the bit where it is told where the image is not 0', async (_, dimensions) => {
  const support = fewSpans(dimensions);
  const columns = dimensions[0];
  const image = normals(voxelsOf(dimensions), { seed: 9 }).map((value, v) => (v % columns >= support[2 * Math.floor(v / columns)]! && v % columns < support[2 * Math.floor(v / columns) + 1]! ? value : 0));
  await cpuKernels.scope(async kernels => {
    for (const sigmaVoxels of [[0.5, 1.5, 3], [4, 0, 0.9], [1.2, 1.2, 0]] as const) {
      const wanted = await kernels.read(blur(kernels, kernels.upload(image), { dimensions, sigmaVoxels }));
      expect(await kernels.read(blur(kernels, kernels.upload(image), { dimensions, sigmaVoxels, support }))).toEqual(wanted);
    }
  });
});
