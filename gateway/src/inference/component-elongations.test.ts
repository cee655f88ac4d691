import { describe, expect, it } from 'vitest';
import { GRIDS } from '../../../test/phantoms/organ-phantom.ts';
import { ijkToLps, type Vec3 } from '../volume/geometry.ts';
import { componentElongations } from './component-elongations.ts';

describe('componentElongations', () => {
  it.each(Object.entries(GRIDS))('is the ratio of the outer half axes of ellipsoids, whichever way they point, on %s', (_, geometry) => {
    const [columns, rows, slices] = geometry.dimensions;
    const centre = ijkToLps(geometry, [columns / 2, rows / 2, slices / 2]);
    const shapes: readonly (readonly [offset: Vec3, halfAxes: Vec3])[] = [[[-25, -20, 0], [12, 12, 12]], [[20, -20, 0], [14, 10, 6]], [[-20, 22, 0], [5, 16, 9]], [[24, 22, 5], [8, 8, 20]]];
    const labels = Int32Array.from({ length: columns * rows * slices }, (__, v) => {
      const p = ijkToLps(geometry, [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))]);
      return 1 + shapes.findIndex(([offset, axes]) => p.reduce((sum, x, a) => sum + ((x - centre[a]! - offset[a]!) / axes[a]!) ** 2, 0) <= 1);
    });
    const [own, ...ratios] = componentElongations(geometry, labels, 4);
    expect(own).toBe(1);
    ratios.forEach((ratio, n) => expect(Math.abs(ratio - [1, 6 / 14, 5 / 16, 0.4][n]!)).toBeLessThan(0.06));
  });

  it('gives a single voxel its own form', () => {
    const labels = new Int32Array(125);
    labels[62] = 1;
    expect(componentElongations({ dimensions: [5, 5, 5], spacingMm: [1, 2, 5], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] }, labels, 1)[1]).toBeCloseTo(0.2, 10);
  });
});
