import type { Types } from '@cornerstonejs/core';
import { RequestFailure } from '../client/request-failure.ts';
import type { Cornerstone } from '../ohif.d.ts';
import type { CachedImage, ImageCache, PixelValues } from '../preview/voxels/image-cache.ts';
import { paddingOf, type PixelScale } from '../preview/voxels/pixel-scale.ts';

/** As the host's own prefetch asks for images, so that both find the same ones in the cache. */
const LOAD_OPTIONS = { preScale: { enabled: true } } as never;

type Header = Readonly<Record<string, unknown>>;

/** The host's image cache, with the scale of each image's values from its header. */
export function imageCache({ cornerstone }: Cornerstone): ImageCache {
  const known = new WeakMap<Types.IImage, CachedImage>();
  const wrap = (imageId: string, image: Types.IImage): CachedImage => {
    const values = image.voxelManager?.getScalarData() as PixelValues | undefined;
    const before = known.get(image);
    if (before && before.values === values) return before;
    if (!values) throw unusable('The viewer does not hold the voxels of this series');
    const fresh = { values, scale: scaleOf(cornerstone, imageId, image) };
    known.set(image, fresh);
    return fresh;
  };
  return {
    get(imageId) {
      const image = cornerstone.cache.getImage(imageId);
      return image && wrap(imageId, image);
    },
    load: async (imageId) => wrap(imageId, await cornerstone.imageLoader.loadAndCacheImage(imageId, LOAD_OPTIONS)),
  };
}

/** Throws viewer/no-preview where the values mean something else than the gateway reads from them. */
function scaleOf({ metaData }: Cornerstone['cornerstone'], imageId: string, image: Types.IImage): PixelScale {
  const header = (metaData.get('instance', imageId) ?? {}) as Header;
  const { rescaleSlope: slope, rescaleIntercept: intercept } = (metaData.get('modalityLutModule', imageId) ?? {}) as { rescaleSlope?: number; rescaleIntercept?: number };
  if (header['PhotometricInterpretation'] !== 'MONOCHROME2' || header['ModalityLUTSequence'] !== undefined) throw unusable('The images of this series are stored inverted or with a lookup table');
  if (typeof slope !== 'number' || typeof intercept !== 'number') throw unusable('The images of this series have no rescale');
  const padding = paddingOf(header);
  return { slope, intercept, scaled: image.preScale?.scaled === true, ...(padding ? { padding } : {}) };
}

const unusable = (sentence: string): RequestFailure => new RequestFailure('viewer/no-preview', `${sentence}, so there is no preview. Run makes the lesion all the same.`);
