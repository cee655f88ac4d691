import { describe, expect, it } from 'vitest';
import { uniforms } from '../case-inputs.ts';
import { shapeHistogram } from '../shape-histogram/reference.ts';
import { latticeReader } from '../shape-lattice/reader.ts';
import { occupancy } from './reference.ts';

const count = 12;
/** A lopsided bowl with bumps. */
const lattice = Int32Array.from(uniforms(count ** 3, { seed: 4, low: 0, high: 9000 }), (noise, n) => {
  const [a, b, c] = [n % count, Math.floor(n / count) % count, Math.floor(n / count ** 2)];
  return Math.round(noise + 12_000 * Math.hypot(a - 5.2, 1.2 * (b - 6), c - 5.6));
});
const dimensions = [23, 19, 9, 0] as const;
type Vec4 = readonly [number, number, number, number];

/** Grids along the lattice, against it, and askew; one coarse in depth. */
const GRIDS: Readonly<Record<string, { origin: Vec4; steps: readonly [Vec4, Vec4, Vec4]; samples: Vec4 }>> = {
  along: { origin: [9000, -3000, 11_000, 0], steps: [[33_001, 0, 0, 0], [0, 36_502, 0, 0], [0, 0, 80_003, 0]], samples: [2, 2, 4, 16] },
  'against x': { origin: [720_000, 12_000, 5000, 0], steps: [[-33_001, 0, 0, 0], [0, 36_502, 0, 0], [0, 0, 80_003, 0]], samples: [3, 1, 2, 6] },
  askew: { origin: [60_000, -33_000, 42_000, 0], steps: [[29_003, 9001, -4007, 0], [-8003, 33_001, 7001, 0], [5003, -9001, 66_007, 0]], samples: [2, 3, 2, 12] },
};

function parametersOf({ origin, steps, samples }: (typeof GRIDS)[string]) {
  const sub = steps.map((step, n) => step.map(v => Math.trunc(v / samples[n]!)) as unknown as Vec4);
  return { dimensions, count, origin, stepI: steps[0], stepJ: steps[1], stepK: steps[2], samples, subI: sub[0]!, subJ: sub[1]!, subK: sub[2]! };
}

/** Every sub-sample of every voxel, one by one. */
function allValues(grid: (typeof GRIDS)[string]): number[][] {
  const { origin, stepI, stepJ, stepK, samples, subI, subJ, subK } = parametersOf(grid);
  const valueAt = latticeReader(lattice, count);
  return Array.from({ length: 23 * 19 * 9 }, (_, v) => {
    const [i, j, k] = [v % 23, Math.floor(v / 23) % 19, Math.floor(v / (23 * 19))];
    return Array.from({ length: samples[3] }, (_, s) => {
      const [a, b, c] = [s % samples[0], Math.floor(s / samples[0]) % samples[1], Math.floor(s / (samples[0] * samples[1]))];
      const at = (axis: number) => origin[axis]! + i * stepI[axis]! + j * stepJ[axis]! + k * stepK[axis]! + a * subI[axis]! + b * subJ[axis]! + c * subK[axis]!;
      return valueAt(at(0), at(1), at(2));
    });
  });
}

describe.each(Object.entries(GRIDS))('a grid %s', (_, grid) => {
  const values = allValues(grid);
  const parameters = parametersOf(grid);

  it('has the share of sub-samples below the level in every voxel, to the bit', () => {
    for (const level of [20_000, 45_000, 61_234]) {
      const out = new Float32Array(values.length);
      const inverse = Math.fround(1 / grid.samples[3]);
      occupancy({ inputs: [lattice], out, parameters: { ...parameters, level, inverse } });
      expect(out).toEqual(Float32Array.from(values, all => { const below = all.filter(v => v < level).length; return below === all.length ? 1 : below * inverse; }));
      expect(out.filter(share => share > 0 && share < 1).length).toBeGreaterThan(10);
    }
  });

  it('counts every sub-sample in its bin, all or only those that count', () => {
    const mask = uniforms(values.length, { seed: 8 }).map(v => (v > 0.3 ? 1 : 0));
    for (const bounded of [0, 1]) {
      const out = new Uint32Array(64);
      shapeHistogram({ inputs: [lattice, mask], out, parameters: { ...parameters, low: 40_000, shift: 8, bins: 64, bounded } });
      const wanted = new Uint32Array(64);
      values.forEach((all, v) => {
        if (bounded === 1 && mask[v] === 0) return;
        for (const value of all) if (value < 40_000 + 63 * 256) wanted[value < 40_000 ? 0 : 1 + ((value - 40_000) >> 8)]!++;
      });
      expect(out).toEqual(wanted);
    }
  });
});
