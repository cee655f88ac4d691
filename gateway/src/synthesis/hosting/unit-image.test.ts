import { describe, expect, it } from 'vitest';
import { makeVolume, type HuVolume } from '../../volume/volume.ts';
import { unitImage } from './unit-image.ts';
import { windowGrid } from './window-grid.ts';

const geometry = { dimensions: [20, 12, 8], spacingMm: [1, 1, 2], originLps: [-10, 5, 30], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
/** 75 HU everywhere but in one voxel, at (2, 11, 40). */
const scan = (odd: number): HuVolume => {
  const voxels = new Float32Array(20 * 12 * 8).fill(75);
  voxels[12 + 20 * (6 + 12 * 5)] = odd;
  return makeVolume(geometry, voxels);
};
const around = (x: number) => windowGrid({ centreLps: [x, 11, 40], size: [4, 4, 4], spacingMm: [1, 1, 1], orientation: 'RAS' });

describe('unitImage', () => {
  it('maps the window to 0..1 and what lies beyond the scan to 0', () => {
    expect([...unitImage(scan(75), around(2), [-125, 275])].every(value => Math.abs(value - 0.5) < 1e-6)).toBe(true);
    expect(Math.max(...unitImage(scan(75), around(60), [-125, 275]))).toBe(0);
  });

  it.each([NaN, Infinity, -Infinity])('refuses %d where it looks, and there alone', odd => {
    expect(() => unitImage(scan(odd), around(2), [-125, 275])).toThrow(expect.objectContaining({ code: 'pixels/implausible-hu' }));
    expect(unitImage(scan(odd), around(-6), [-125, 275]).every(Number.isFinite)).toBe(true);
  });
});
