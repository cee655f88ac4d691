import { describe, expect, it } from 'vitest';
import type { Geometry } from '../../../../gateway/src/volume/geometry.ts';
import type { CachedImage, ImageCache } from './image-cache.ts';
import { ShownSeries } from './shown-series.ts';

const geometry: Geometry = { dimensions: [6, 5, 4], spacingMm: [1, 1, 3], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const scale = { slope: 1, intercept: -1024, scaled: false, padding: [3000, 3000] as const };

function viewer() {
  const images = new Map<string, CachedImage>();
  const loaded: string[] = [];
  const fresh = (imageId: string): CachedImage => ({ scale, values: Int16Array.from({ length: 30 }, (_, n) => (n === 8 ? 3000 : 1000 + 100 * Number(imageId) + n)) });
  const cache: ImageCache = {
    get: (imageId) => images.get(imageId),
    load: (imageId) => {
      loaded.push(imageId);
      images.set(imageId, fresh(imageId));
      return Promise.resolve(images.get(imageId) as CachedImage);
    },
  };
  const refreshed: string[][] = [];
  const series = new ShownSeries({ geometry, imageIds: ['0', '1', '2', '3'], cache, refresh: (ids) => refreshed.push([...ids].sort()) });
  return { images, loaded, refreshed, series, fresh };
}

const box = { low: [1, 1, 1], high: [4, 3, 3] } as const;

describe('a shown series', () => {
  it('reads HU of a box, padding as air, and loads what is missing', async () => {
    const { series, loaded } = viewer();
    const { hu } = await series.read(box);
    expect(loaded).toEqual(['1', '2']);
    expect(Array.from(hu.slice(0, 3))).toEqual([1107 - 1024, -1024, 1109 - 1024]);
    expect(hu[6]).toBe(1207 - 1024);
  });

  it('shows blocks in order, reads the acquired voxels all the same, and restores them bit for bit', async () => {
    const { series, images, refreshed, fresh } = viewer();
    const { hu } = await series.read(box);
    const first = { box, hu: hu.map((v) => (v === -1024 ? v : v - 50)) };
    const over = { box: { low: [3, 2, 2], high: [4, 3, 3] } as const, hu: Float32Array.of(7) };
    series.show([first, over]);
    expect(images.get('1')?.values[7]).toBe(1107 - 50);
    expect(images.get('1')?.values[8]).toBe(3000);
    expect(images.get('2')?.values[15]).toBe(7 + 1024);
    expect(Array.from(series.changed()).sort()).toEqual(['1', '2']);
    expect((await series.read(box)).hu).toEqual(hu);
    series.show([over]);
    expect(images.get('1')?.values).toEqual(fresh('1').values);
    series.show([]);
    for (const id of ['1', '2']) expect(images.get(id)?.values).toEqual(fresh(id).values);
    expect(refreshed).toEqual([['1', '2'], ['1', '2'], ['2']]);
    expect(series.changed().size).toBe(0);
  });

  it('starts afresh with an image that the viewer dropped and loaded again', async () => {
    const { series, images, fresh } = viewer();
    const { hu } = await series.read(box);
    series.show([{ box, hu: hu.map((v) => v + 1) }]);
    images.set('1', fresh('1'));
    series.show([{ box, hu: hu.map((v) => v + 2) }]);
    expect(images.get('1')?.values[7]).toBe(1109);
    series.show([]);
    expect(images.get('1')?.values).toEqual(fresh('1').values);
  });
});
