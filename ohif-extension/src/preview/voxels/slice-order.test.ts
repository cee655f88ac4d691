import { describe, expect, it } from 'vitest';
import { ijkToLps, type Geometry } from '../../../../gateway/src/volume/geometry.ts';
import { sliceOrder } from './slice-order.ts';

/** Tilted gantry: slices shift along y as they rise. */
const geometry: Geometry = { dimensions: [8, 6, 5], spacingMm: [0.8, 0.8, 2.5], originLps: [-100, -50, 30], direction: [1, 0, 0, 0, 0.97, -0.2431, 0, 0, 1] };
const image = (k: number, offset = 0) => ({ imageId: `image ${k}`, positionLps: ijkToLps(geometry, [0, offset, k]) });

describe('sliceOrder', () => {
  it('orders images by the grid they lie on, however the viewer has sorted them', () => {
    expect(sliceOrder(geometry, [4, 1, 0, 3, 2].map((k) => image(k)))).toEqual(['image 0', 'image 1', 'image 2', 'image 3', 'image 4']);
  });

  it('is undefined where images are missing, twice there, beside the grid or beyond it', () => {
    expect(sliceOrder(geometry, [0, 1, 2, 3].map((k) => image(k)))).toBeUndefined();
    expect(sliceOrder(geometry, [0, 1, 2, 3, 4, 4].map((k) => image(k)))).toBeUndefined();
    expect(sliceOrder(geometry, [image(0), image(1), image(2), image(3), image(4, 1)])).toBeUndefined();
    expect(sliceOrder(geometry, [1, 2, 3, 4, 5].map((k) => image(k)))).toBeUndefined();
    expect(sliceOrder(geometry, [-1, 0, 1, 2, 3, 4].map((k) => image(k)))).toBeUndefined();
  });
});
