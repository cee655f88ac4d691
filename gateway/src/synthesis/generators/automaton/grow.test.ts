import { describe, expect, it } from 'vitest';
import { latticeAround, latticePoint } from '../../frame/lattice.ts';
import { grow, type Growth } from './grow.ts';
import { TISSUE, type Tissue } from './tissue.ts';

const lattice = latticeAround([0, 0, 0], { reachMm: 20, stepMm: 1 });
const middle = (lattice.count ** 3 - 1) / 2;
const signal = new AbortController().signal;
const rules = { invasion: [1, 0.3, 0.1], barrierHits: 3 } as const;

type TissueAt = (x: number, y: number, z: number) => Tissue;
function grown(tissueAt: TissueAt, { places = 4000, seeds = [middle], barrierHits = 3, key = 7 } = {}): Growth {
  return grow({ lattice, tissueAt, seeds, rules: { ...rules, barrierHits }, key: Uint32Array.of(key, 3), places, signal });
}

const pointsOf = ({ cells }: Growth) => [...cells.keys()].filter(at => cells[at]! > 0).map(at => latticePoint(lattice, at));
const reachAlong = (growth: Growth, axis: readonly [number, number, number]) => Math.max(...pointsOf(growth).map(p => p.reduce((sum, v, a) => sum + v * axis[a]!, 0) / Math.hypot(...axis)));

describe('growth', () => {
  it('makes a ball, not a cube, in even tissue', () => {
    const growth = grown(() => TISSUE.low);
    const radius = Math.cbrt((3 * growth.taken[growth.steps]!) / (4 * Math.PI));
    for (const axis of [[1, 0, 0], [0, 0, -1], [1, -1, 0], [1, 1, 1], [-1, 1, -1]] as const) {
      expect(reachAlong(growth, axis) / radius).toBeGreaterThan(0.9);
      expect(reachAlong(growth, axis) / radius).toBeLessThan(1.3);
    }
  });

  it('goes sooner into soft tissue than into dense', () => {
    const points = pointsOf(grown(x => (x > 0 ? TISSUE.high : TISSUE.low)));
    const dense = points.filter(([x]) => x > 0).length;
    expect(dense).toBeGreaterThan(50);
    expect(dense).toBeLessThan(0.35 * points.length);
  });

  it('breaks through a barrier under pressure and never out of the organ', () => {
    const wall: TissueAt = (_, y, z) => (z < -6 ? TISSUE.outside : y >= 4 && y <= 5 ? TISSUE.barrier : TISSUE.low);
    const beyond = (barrierHits: number) => pointsOf(grown(wall, { barrierHits })).filter(([, y]) => y > 5).length;
    expect(beyond(3)).toBeGreaterThan(50);
    expect(beyond(100)).toBeLessThan(beyond(3) / 2);
    expect(pointsOf(grown(wall)).every(([, , z]) => z >= -6)).toBe(true);
  });

  it('stops where it is walled in', () => {
    const growth = grown((x, y, z) => (Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) > 3 ? TISSUE.outside : TISSUE.low));
    expect(growth.taken.at(-1)).toBe(7 ** 3);
    expect(Math.max(...growth.cells)).toBe(10);
  });

  it('depends on the key and not on the order of its seeds', () => {
    const [a, b] = [middle, middle + 5 + 3 * lattice.count];
    const patchy: TissueAt = (x, y) => ((x + y) % 3 === 0 ? TISSUE.middle : TISSUE.low);
    const first = grown(patchy, { seeds: [a, b] });
    expect(grown(patchy, { seeds: [b, a] }).birth).toEqual(first.birth);
    expect(grown(patchy, { seeds: [a, b], key: 8 }).birth).not.toEqual(first.birth);
  });

  it('is the same on a larger lattice, so that sizes of one lesion agree', () => {
    const wide = latticeAround([0, 0, 0], { reachMm: 24, stepMm: 1 });
    const narrow = grown(() => TISSUE.low, { places: 1500 });
    const other = grow({ lattice: wide, tissueAt: () => TISSUE.low, seeds: [(wide.count ** 3 - 1) / 2], rules, key: Uint32Array.of(7, 3), places: 1500, signal });
    expect(other.taken).toEqual(narrow.taken);
  });
});
