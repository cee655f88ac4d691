import { describe, expect, it } from 'vitest';
import { cpuKernels } from '../cpu.ts';
import { splineSampleKernel } from '../spline-sample/kernel.ts';
import { latticeNoiseKernel } from './kernel.ts';
import { ellipsoidIn, UNIT_SCALE, wholeCube } from './reference.ts';

const drawn = (half: number, stream = 0, within = wholeCube(half).within) =>
  cpuKernels.run(latticeNoiseKernel, { inputs: [], parameters: { keyA: 9, keyB: 1, stream, ...wholeCube(half), within, scale: UNIT_SCALE }, length: (2 * half + 1) ** 3 });

describe('lattice noise', () => {
  it('has mean 0, SD 1 and falls to 1/e at 1.15 nodes, once splines lie between its nodes', async () => {
    const [half, size, step] = [20, 60, 1.15 / 2];
    const splines = cpuKernels.run(splineSampleKernel, {
      inputs: [drawn(half)],
      parameters: { dimensions: [size, size, size, 0], lattice: [2 * half + 1, 2 * half + 1, 2 * half + 1, 0], toLatticeX: [step, 0, 0, 3], toLatticeY: [0, step, 0, 3], toLatticeZ: [0, 0, step, 3], layers: 1 },
      length: size ** 3,
    });
    const values = await cpuKernels.read(splines);
    const squares = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    const apart = values.subarray(2 * size * size);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0, 1);
    expect(Math.abs(Math.sqrt(squares) - 1)).toBeLessThan(0.03);
    expect(apart.reduce((sum, value, v) => sum + value * values[v]!, 0) / apart.length / squares).toBeCloseTo(Math.exp(-1), 1);
  });

  it('depends on the place, not on how many nodes are drawn, and differs between streams', async () => {
    const [few, many, other] = [await cpuKernels.read(drawn(2)), await cpuKernels.read(drawn(4)), await cpuKernels.read(drawn(2, 1))];
    const middle = few.map((_, v) => many[v % 5 + 2 + 9 * ((Math.floor(v / 5) % 5) + 2 + 9 * (Math.floor(v / 25) + 2))]!);
    expect(few).toEqual(middle);
    expect(other).not.toEqual(few);
  });

  it('leaves out the nodes beyond a ball alone', async () => {
    const [all, ball] = [await cpuKernels.read(drawn(4)), await cpuKernels.read(drawn(4, 0, 14))];
    const squared = (v: number) => (v % 9 - 4) ** 2 + ((Math.floor(v / 9) % 9) - 4) ** 2 + (Math.floor(v / 81) - 4) ** 2;
    expect(ball).toEqual(all.map((value, v) => (squared(v) <= 14 ? value : 0)));
  });

  it('draws an ellipsoid in a block', async () => {
    const block = ellipsoidIn([4, 3, 2], [4.5, 2.5, 2.2]);
    const run = (part: object) => cpuKernels.read(cpuKernels.run(latticeNoiseKernel, { inputs: [], parameters: { keyA: 9, keyB: 1, stream: 0, ...block, ...part, scale: 1 }, length: 9 * 7 * 5 }));
    const [whole, ellipsoid] = [await run({ within: 2 ** 31 }), await run({})];
    const place = (v: number) => ((v % 9 - 4) / 4.5) ** 2 + (((Math.floor(v / 9) % 7) - 3) / 2.5) ** 2 + ((Math.floor(v / 63) - 2) / 2.2) ** 2;
    expect(whole.filter(value => value === 0)).toHaveLength(0);
    expect(ellipsoid).toEqual(whole.map((value, v) => (place(v) <= 1 ? value : 0)));
  });
});
