import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedComponents } from './components.ts';
import { makeVolume, type Labelmap } from './volume.ts';

const maskOf = (dimensions: readonly [number, number, number], voxels: Iterable<number>): Labelmap =>
  makeVolume({ dimensions, spacingMm: [1, 1, 1], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] }, Uint8Array.from(voxels));

const arbitraryMask = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 }), fc.double({ min: 0.05, max: 0.7, noNaN: true })).chain(([columns, rows, slices, share]) =>
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: columns * rows * slices, maxLength: columns * rows * slices }).map(draws => maskOf([columns, rows, slices], draws.map(d => (d < share ? 1 + (d > share / 2 ? 1 : 0) : 0)))));

/** Voxel by voxel, with a stack: slow and plain. */
function floodFill(mask: Labelmap, connectivity: 6 | 26): number[] {
  const [columns, rows, slices] = mask.geometry.dimensions;
  const labels = Array.from({ length: mask.voxels.length }, () => 0);
  let next = 0;
  for (let seed = 0; seed < labels.length; seed++) {
    if (mask.voxels[seed] === 0 || labels[seed] !== 0) continue;
    labels[seed] = ++next;
    for (const stack = [seed]; stack.length > 0; ) {
      const at = stack.pop()!;
      const [i, j, k] = [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))];
      for (let dk = -1; dk <= 1; dk++) for (let dj = -1; dj <= 1; dj++) for (let di = -1; di <= 1; di++) {
        if (connectivity === 6 && Math.abs(di) + Math.abs(dj) + Math.abs(dk) !== 1) continue;
        const [a, b, c] = [i + di, j + dj, k + dk];
        if (a < 0 || b < 0 || c < 0 || a >= columns || b >= rows || c >= slices) continue;
        const to = a + columns * (b + rows * c);
        if (mask.voxels[to] !== 0 && labels[to] === 0) { labels[to] = next; stack.push(to); }
      }
    }
  }
  return labels;
}

describe.each([6, 26] as const)('connectedComponents, %i neighbours', connectivity => {
  it('parts voxels as a flood fill does', () => {
    fc.assert(fc.property(arbitraryMask, mask => {
      const { labels, sizes } = connectedComponents(mask, connectivity);
      const reference = floodFill(mask, connectivity);
      const seen = new Map<number, number>();
      reference.forEach((label, v) => expect(labels[v]).toBe(label === 0 ? 0 : (seen.get(label) ?? (seen.set(label, labels[v]!), labels[v]))));
      expect(new Set(seen.values()).size).toBe(seen.size);
      expect(sizes.length - 1).toBe(seen.size);
    }), { numRuns: 300 });
  });

  it('numbers the largest first and counts its voxels', () => {
    fc.assert(fc.property(arbitraryMask, mask => {
      const { labels, sizes } = connectedComponents(mask, connectivity);
      expect(sizes[0]).toBe(0);
      for (let l = 1; l < sizes.length; l++) {
        expect(labels.filter(v => v === l)).toHaveLength(sizes[l]!);
        if (l > 1) expect(sizes[l]!).toBeLessThanOrEqual(sizes[l - 1]!);
      }
    }));
  });
});

it('joins across a corner only with 26 neighbours, and never across the edge of the grid', () => {
  const corner = maskOf([2, 2, 2], [1, 0, 0, 0, 0, 0, 0, 1]);
  expect(connectedComponents(corner, 26).sizes).toEqual([0, 2]);
  expect(connectedComponents(corner, 6).sizes).toEqual([0, 1, 1]);
  const wrapped = maskOf([3, 3, 1], [0, 0, 1, 0, 0, 0, 1, 0, 0]);
  expect(connectedComponents(wrapped, 26).sizes).toEqual([0, 1, 1]);
  const neighbours = maskOf([3, 2, 1], [0, 0, 1, 1, 0, 0]);
  expect(connectedComponents(neighbours, 26).sizes).toEqual([0, 1, 1]);
});

it('finds nothing in an empty mask', () => {
  expect(connectedComponents(maskOf([3, 3, 3], new Uint8Array(27)), 26).sizes).toEqual([0]);
});
