import { describe, expect, it } from 'vitest';
import { AWKWARD_GRIDS, voxelsOf } from '../case-inputs.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import type { ParametersOf } from '../kernel.ts';
import { occupancy } from '../occupancy/reference.ts';
import { wholeSpans } from '../row-spans.ts';
import { shapeHistogram } from '../shape-histogram/reference.ts';
import { CASE_SAMPLES, caseShape } from './case-inputs.ts';
import type { SHAPE_LATTICE } from './layout.ts';

interface Case {
  readonly grid: Vec3;
  readonly samples: Vec3;
  readonly lattice: Int32Array;
  readonly level: number;
  readonly parameters: ParametersOf<typeof SHAPE_LATTICE>;
}

const cases: readonly Case[] = AWKWARD_GRIDS.map((grid, n) => ({ grid, samples: CASE_SAMPLES[n]!, ...caseShape(grid, CASE_SAMPLES[n]!, n) }));

/** A histogram over 100 bins of 1024 from a level on. */
const count = ({ lattice, parameters }: Case, low: number) => shapeHistogram({ inputs: [lattice, new Float32Array(1)], out: new Uint32Array(100), parameters: { ...parameters, low, shift: 10, bins: 100, bounded: 0 } });

function fill({ grid, samples, lattice, parameters }: Case, level: number, region = wholeSpans(grid)): Float32Array {
  const out = new Float32Array(voxelsOf(grid));
  occupancy({ inputs: [lattice], out, parameters: { ...parameters, level, inverse: 1 / voxelsOf(samples) }, region });
  return out;
}

describe('a recorded walk', () => {
  it.each(cases.map(each => [each.grid.join('x'), each] as const))('on %s fills every voxel as a walk of its own does', (_, each) => {
    const fresh = () => ({ ...each, lattice: each.lattice.slice() });
    const low = Math.round(0.7 * each.level);
    for (const level of [low, low + 1, each.level, low + 99 * 1024, low - 1, low + 99 * 1024 + 1]) {
      const recorded = fresh();
      count(recorded, low);
      expect(fill(recorded, level)).toEqual(fill(fresh(), level));
      expect(fill(recorded, level), 'a second time').toEqual(fill(fresh(), level));
    }
  });

  it('leaves voxels outside the region alone, and is not taken for another grid', () => {
    const each = { ...cases[3]!, lattice: cases[3]!.lattice.slice() };
    const narrow = wholeSpans(each.grid).map((end, n) => (n % 2 === 1 ? Math.floor(end / 2) : end));
    count(each, Math.round(0.7 * each.level));
    const part = fill(each, each.level, narrow);
    expect(part).toEqual(fill({ ...each, lattice: each.lattice.slice() }, each.level, narrow));
    count(each, Math.round(0.7 * each.level));
    const moved = { ...each, parameters: { ...each.parameters, origin: [40_000, 0, 0, 0] as const } };
    expect(fill(moved, each.level)).toEqual(fill({ ...moved, lattice: each.lattice.slice() }, each.level));
  });

  it('keeps walks over several lattices apart', () => {
    const [a, b] = [cases[0]!, cases[3]!].map(each => ({ ...each, lattice: each.lattice.slice() })) as [Case, Case];
    count(a, Math.round(0.7 * a.level));
    count(b, Math.round(0.7 * b.level));
    const [first, second] = [fill(a, a.level), fill(b, b.level)];
    expect(first).toEqual(fill({ ...a, lattice: a.lattice.slice() }, a.level));
    expect(second).toEqual(fill({ ...b, lattice: b.lattice.slice() }, b.level));
  });
});
