import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIVER_SEGMENTS } from '../../../../test/support/phantom-series.ts';
import { makeVolume } from '../../volume/volume.ts';
import type { TypedValue } from '../attributes.ts';
import { unpackFrame } from './pack-bits.ts';
import { planFrames } from './plan-frames.ts';
import { segPixels } from './seg-pixels.ts';

/** Small labelmaps of 0, 1 and 2 with few voxels set, whose slices are or are no multiple of eight. */
const labelmaps = fc
  .record({ columns: fc.integer({ min: 1, max: 24 }), rows: fc.integer({ min: 1, max: 12 }), slices: fc.integer({ min: 1, max: 5 }) })
  .chain(({ columns, rows, slices }) =>
    fc.array(fc.tuple(fc.nat(columns * rows * slices - 1), fc.integer({ min: 1, max: 2 })), { maxLength: 12 }).map(set => {
      const voxels = new Uint8Array(columns * rows * slices);
      for (const [n, value] of set) voxels[n] = value;
      return makeVolume({ dimensions: [columns, rows, slices], spacingMm: [1, 1, 1], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] }, voxels);
    }),
  );

describe('segPixels', () => {
  it('holds every voxel of every segment and no other, for any size', () => {
    fc.assert(
      fc.property(labelmaps, labelmap => {
        const plan = planFrames({ labelmap, segments: LIVER_SEGMENTS });
        const { value } = segPixels(labelmap, plan, 'binary')['PixelData'] as TypedValue;
        const [columns, rows] = labelmap.geometry.dimensions;
        const size = columns * rows;
        const rebuilt = new Uint8Array(labelmap.voxels.length);
        plan.frames.forEach(({ k, segment }, f) => {
          unpackFrame(value as Uint8Array, f * size, size).forEach((bit, n) => {
            if (bit) rebuilt[k * size + n] = segment!.value;
          });
        });
        expect([...rebuilt]).toEqual([...labelmap.voxels]);
      }),
      { numRuns: 500 },
    );
  });

  it('copies the slices that hold anything into a label map', () => {
    fc.assert(
      fc.property(labelmaps, labelmap => {
        const plan = planFrames({ labelmap, segments: LIVER_SEGMENTS, encoding: 'labelmap' });
        const { value } = segPixels(labelmap, plan, 'labelmap')['PixelData'] as TypedValue;
        const [columns, rows] = labelmap.geometry.dimensions;
        const size = columns * rows;
        const rebuilt = new Uint8Array(labelmap.voxels.length);
        plan.frames.forEach(({ k }, f) => rebuilt.set((value as Uint8Array).subarray(f * size, (f + 1) * size), k * size));
        expect([...rebuilt]).toEqual([...labelmap.voxels]);
      }),
    );
  });
});
