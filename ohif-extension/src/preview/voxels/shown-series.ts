import type { Geometry } from '../../../../gateway/src/volume/geometry.ts';
import type { Box } from '../../../../gateway/src/volume/crop.ts';
import { RequestFailure } from '../../client/request-failure.ts';
import type { HuBlock } from '../engine/messages.ts';
import { countOf, sizeOf } from './blocks.ts';
import type { CachedImage, ImageCache } from './image-cache.ts';
import { fromHu, toHu } from './pixel-scale.ts';

export interface ShownSeriesOptions {
  readonly geometry: Geometry;
  /** By slice. */
  readonly imageIds: readonly string[];
  readonly cache: ImageCache;
  /** Draws what shows these images anew. */
  readonly refresh: (imageIds: ReadonlySet<string>) => void;
}

/** A slice with what it held before it was first written to. */
interface Original {
  readonly image: CachedImage;
  readonly values: CachedImage['values'];
}

/** A series in the viewer's cache, read in HU as it was acquired and shown with other voxels in their place. */
export class ShownSeries {
  readonly #options: ShownSeriesOptions;
  readonly #originals = new Map<number, Original>();
  #written: readonly Box[] = [];

  constructor(options: ShownSeriesOptions) {
    this.#options = options;
  }

  /** The acquired voxels, whatever is shown now. Loads images that are not there yet. */
  async read(box: Box): Promise<HuBlock> {
    const { geometry, imageIds } = this.#options;
    const slices = await Promise.all(imageIds.slice(box.low[2], box.high[2]).map((_, n) => this.#acquired(box.low[2] + n)));
    if (slices.some(({ values }) => values.length !== geometry.dimensions[0] * geometry.dimensions[1]))
      throw new RequestFailure('viewer/no-preview', 'The viewer holds the images of this series in another size, so there is no preview. Run makes the lesion.');
    const whole = slices.every(({ image: { scale }, values }) => scale.scaled && values instanceof Int16Array);
    const hu = whole ? new Int16Array(countOf(box)) : new Float32Array(countOf(box));
    const { length, offsets } = rowsOf(geometry, box);
    slices.forEach(({ image: { scale }, values }, n) => {
      for (let j = 0, at = n * offsets.length * length; j < offsets.length; j++, at += length) {
        const offset = offsets[j] as number;
        if (scale.scaled && !scale.padding) hu.set(values.subarray(offset, offset + length), at);
        else for (let i = 0; i < length; i++) hu[at + i] = toHu(values[offset + i] as number, scale);
      }
    });
    return { box, hu };
  }

  /** Shows the blocks, the later over the earlier, and the acquired voxels everywhere else. None: the series as it was, bit for bit. */
  show(blocks: readonly HuBlock[]): void {
    const before = this.#written;
    this.#written = blocks.map(({ box }) => box);
    for (const box of before) this.#restore(box);
    for (const block of blocks) this.#write(block);
    const touched = this.#imagesIn([...before, ...this.#written]);
    if (touched.size > 0) this.#options.refresh(touched);
    if (blocks.length === 0) this.#originals.clear();
  }

  /** Images whose voxels are not the acquired ones now. */
  changed(): ReadonlySet<string> {
    return this.#imagesIn(this.#written);
  }

  #imagesIn(boxes: readonly Box[]): Set<string> {
    return new Set(boxes.flatMap(({ low, high }) => this.#options.imageIds.slice(low[2], high[2])));
  }

  #restore(box: Box): void {
    const { length, offsets } = rowsOf(this.#options.geometry, box);
    for (let k = box.low[2]; k < box.high[2]; k++) {
      const original = this.#originalOf(k);
      if (original) for (const offset of offsets) original.image.values.set(original.values.subarray(offset, offset + length), offset);
    }
  }

  /** A voxel that has its acquired HU keeps its acquired value. */
  #write({ box, hu }: HuBlock): void {
    const { length, offsets } = rowsOf(this.#options.geometry, box);
    const sliceVoxels = offsets.length * length;
    for (let k = box.low[2], from = 0; k < box.high[2]; k++, from += sliceVoxels) {
      const original = this.#originalOf(k);
      if (original) writeSlice(original, { length, offsets }, hu.subarray(from, from + sliceVoxels));
    }
  }

  /** Slice k with its values before any change; an image that was dropped from the cache and loaded anew starts afresh. */
  #originalOf(k: number): Original | undefined {
    const image = this.#options.cache.get(this.#imageIdOf(k));
    const kept = this.#originals.get(k);
    if (!image || kept?.image.values === image.values) return image && kept;
    const fresh = { image, values: image.values.slice() };
    this.#originals.set(k, fresh);
    return fresh;
  }

  async #acquired(k: number): Promise<Original> {
    const kept = this.#originals.get(k);
    if (kept) return kept;
    const { cache } = this.#options;
    const image = cache.get(this.#imageIdOf(k)) ?? (await cache.load(this.#imageIdOf(k)));
    return { image, values: image.values };
  }

  #imageIdOf(k: number): string {
    return this.#options.imageIds[k] as string;
  }
}

/** The rows of a box in each of its slices. */
interface Rows {
  readonly length: number;
  /** Of each row's first voxel in its slice. */
  readonly offsets: readonly number[];
}

function rowsOf({ dimensions: [columns] }: Geometry, box: Box): Rows {
  const [length, count] = sizeOf(box);
  return { length, offsets: Array.from({ length: count }, (_, j) => box.low[0] + columns * (box.low[1] + j)) };
}

function writeSlice({ image: { values, scale }, values: acquired }: Original, { length, offsets }: Rows, hu: HuBlock['hu']): void {
  // Whole HU in images that hold HU: what is wanted is what is kept.
  const plain = scale.scaled && !scale.padding;
  for (let j = 0, at = 0; j < offsets.length; j++, at += length) {
    const offset = offsets[j] as number;
    if (plain) values.set(hu.subarray(at, at + length), offset);
    else for (let i = 0; i < length; i++) {
      const own = acquired[offset + i] as number;
      const wanted = hu[at + i] as number;
      values[offset + i] = wanted === toHu(own, scale) ? own : fromHu(wanted, scale);
    }
  }
}
