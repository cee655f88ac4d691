import { expect, it } from 'vitest';
import { latticeAround, latticePoint } from '../../frame/lattice.ts';
import { grow } from './grow.ts';
import { necrosis } from './necrosis.ts';
import { TISSUE } from './tissue.ts';

const signal = new AbortController().signal;
const rules = { invasion: [1, 0.3, 0.1], barrierHits: 3 } as const;
const key = Uint32Array.of(7, 3);

/** Where cells have died, mm, of a lesion grown on a lattice of some extent. */
function deadPlaces(reachMm: number, share: number) {
  const lattice = latticeAround([0, 0, 0], { reachMm, stepMm: 1 });
  const growth = grow({ lattice, tissueAt: x => (x > 3 ? TISSUE.middle : TISSUE.low), seeds: [(lattice.count ** 3 - 1) / 2], rules, key, places: 1500, signal });
  const dead = necrosis({ growth, lattice, share, key });
  return { cells: growth.cells.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0), points: [...dead.keys()].filter(at => dead[at] === 1).map(at => latticePoint(lattice, at).join()) };
}

it('kills the share asked for and little more', () => {
  const { cells, points } = deadPlaces(14, 0.3);
  expect(points.length / cells).toBeGreaterThanOrEqual(0.3);
  expect(points.length / cells).toBeLessThan(0.5);
  expect(deadPlaces(14, 0).points).toEqual([]);
});

it('kills the same places whatever the extent of the lattice', () => {
  expect(deadPlaces(20, 0.3)).toEqual(deadPlaces(14, 0.3));
});
