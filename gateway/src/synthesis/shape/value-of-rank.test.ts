import fc from 'fast-check';
import { expect, it } from 'vitest';
import { valueOfRank } from './value-of-rank.ts';

it('is the sorted value, interpolated', () => {
  const value = fc.oneof(fc.float({ min: 0, max: 100, noNaN: true }), fc.constant(Infinity), fc.constant(7));
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 400 }), fc.double({ min: 1, max: 399, noNaN: true }), (list, rank) => {
      const values = Float32Array.from(list);
      const sorted = values.slice().sort();
      const below = Math.floor(rank);
      const [low, high] = [sorted[below - 1], sorted[below]];
      const wanted = low === undefined || high === undefined || high === Infinity ? Infinity : low + (rank - below) * (high - low);
      expect(valueOfRank(values, rank)).toBe(wanted);
    }),
    { numRuns: 300 },
  );
});

it('is Infinity where there are not so many, and for less than one', () => {
  expect(valueOfRank(Float32Array.of(1, 2, 3), 3)).toBe(Infinity);
  expect(valueOfRank(Float32Array.of(1, 2, 3), 0.4)).toBe(Infinity);
  expect(valueOfRank(Float32Array.of(3, 1, 2), 1.5)).toBe(1.5);
});
