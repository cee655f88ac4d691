import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { LIVER_SEGMENTS } from '../../../../test/support/phantom-series.ts';
import type { PlannedFrame } from './planned-frame.ts';
import { readableFrames } from './readable-frames.ts';

const segment = (number: number) => ({ ...LIVER_SEGMENTS[0]!, number, voxels: 1 });
const [one, two] = [segment(1), segment(2)];
const frames = (count: number): PlannedFrame[] => Array.from({ length: count }, (_, n) => ({ k: 10 + n, segment: one }));

it('adds nothing for the matrices of scanners', () => {
  fc.assert(
    fc.property(fc.constantFrom(256, 512, 768, 1024), fc.integer({ min: 1, max: 9 }), (side, count) => {
      expect(readableFrames(frames(count), side * side, 60)).toEqual(frames(count));
    }),
  );
});

it('makes the length even and telling for any matrix, keeping all frames in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 30 }), (sliceVoxels, count) => {
      const given = [...frames(count), { k: 3, segment: two }];
      const out = readableFrames(given, sliceVoxels, 200);
      const bytes = Math.ceil((out.length * sliceVoxels) / 8);
      expect(bytes % 2).toBe(0);
      if (sliceVoxels % 8 !== 0) expect(bytes).not.toBe(out.length * Math.ceil(sliceVoxels / 8));
      for (const frame of given) expect(out).toContainEqual(frame);
      expect(new Set(out.map(({ k, segment }) => `${segment?.number}/${k}`)).size).toBe(out.length);
      expect(out).toEqual([...out].sort((a, b) => a.segment!.number - b.segment!.number || a.k - b.k));
    }),
  );
});

it('leaves the frames alone when there is no free slice', () => {
  expect(readableFrames([{ k: 0, segment: one }], 3, 1)).toEqual([{ k: 0, segment: one }]);
});
