import { describe, expect, it } from 'vitest';
import { normals } from './case-inputs.ts';
import { cpuKernels } from './cpu.ts';
import type { Field, FieldKind, HostArrays } from './field.ts';
import { KERNELS } from './index.ts';
import type { KernelCase } from './kernel-case.ts';
import type { Kernel, RowSpans } from './kernel.ts';

type Dimensions = readonly [number, number, number, number];

/** Spans of any place and length, every third row empty. */
function raggedSpans([columns, rows, slices]: Dimensions): RowSpans {
  const ends = normals(2 * rows * slices, { seed: 17, mean: columns / 2, sd: columns / 3 });
  return Uint16Array.from(ends, (_, n) => {
    const [a, b] = [0, 1].map(side => Math.round(Math.min(columns, Math.max(0, ends[2 * (n >> 1) + side]!))));
    return (n >> 1) % 3 === 2 ? 0 : n % 2 === 0 ? Math.min(a!, b!) : Math.max(a!, b!);
  });
}

/** Values as they are in the spans of a grid, 0 elsewhere. */
const within = <V extends HostArrays[FieldKind]>(values: V, region: RowSpans, [columns]: Dimensions): V =>
  values.map((value, v) => (v % columns >= region[2 * Math.floor(v / columns)]! && v % columns < region[2 * Math.floor(v / columns) + 1]! ? value : 0)) as V;

const answer = (kernel: Kernel, { inputs, parameters, length }: KernelCase, region?: RowSpans): Promise<HostArrays[FieldKind]> =>
  cpuKernels.read(cpuKernels.run(kernel, { inputs: inputs.map(values => cpuKernels.upload(values as Float32Array) as Field), parameters, length, ...(region ? { region } : {}) }));

/** Sums over the region's voxels: leaving voxels out is the same as giving them no weight. */
const SUMS = ['weighted-moments', 'shape-histogram'];

const cases: [string, Kernel, KernelCase][] = [];
for (const kernel of KERNELS.filter(({ parameters }) => 'dimensions' in parameters))
  for (const each of ((await import(`./${kernel.name}/cases.ts`)) as { cases: readonly KernelCase[] }).cases) cases.push([`${kernel.name}, ${each.what}`, kernel, each]);

describe('a region of row spans', () => {
  it.each(cases)('of %s gives the same there as the whole', async (_, kernel, each) => {
    const dimensions = (each.parameters as unknown as { dimensions: Dimensions }).dimensions;
    const region = raggedSpans(dimensions);
    expect(region.some((end, n) => n % 2 === 1 && end > region[n - 1]!)).toBe(true);
    const part = await answer(kernel, each, region);
    if (!SUMS.includes(kernel.name)) {
      expect(within(part, region, dimensions)).toEqual(within(await answer(kernel, each), region, dimensions));
      return;
    }
    const inputs = [each.inputs[0]!, within(each.inputs[1] as Float32Array, region, dimensions)];
    const parameters = 'bounded' in each.parameters ? { ...each.parameters, bounded: 1 } : each.parameters;
    expect(await answer(kernel, { ...each, inputs, parameters } as KernelCase, region)).toEqual(await answer(kernel, { ...each, inputs, parameters } as KernelCase));
    expect(part.some(value => value !== 0)).toBe(true);
  });
});
