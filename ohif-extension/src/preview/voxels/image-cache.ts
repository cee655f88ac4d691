import type { PixelScale } from './pixel-scale.ts';

export type PixelValues = Int16Array | Uint16Array | Uint8Array | Int8Array | Float32Array;

/** One image as the viewer holds it; `values` is the very array it draws from. */
export interface CachedImage {
  readonly values: PixelValues;
  readonly scale: PixelScale;
}

/** The viewer's images by id. */
export interface ImageCache {
  get(imageId: string): CachedImage | undefined;
  load(imageId: string): Promise<CachedImage>;
}
