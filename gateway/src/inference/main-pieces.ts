import { connectedComponents } from '../volume/components.ts';
import { makeVolume, type Volume } from '../volume/volume.ts';

/** A further piece of an organ that is smaller than this share of the largest is a stray. */
const LEAST_SHARE = 0.25;

/** Of a mask, its largest 26-connected component, and up to `pieces` in all where the others are at least a quarter of it: a pair of kidneys, not its strays. */
export function mainPieces(mask: Volume<Uint8Array>, pieces = 1): Volume<Uint8Array> {
  const { labels, sizes } = connectedComponents(mask, 26);
  const kept = sizes.slice(1, pieces + 1).filter(size => size >= LEAST_SHARE * sizes[1]!).length;
  return makeVolume(mask.geometry, Uint8Array.from(labels, label => (label > 0 && label <= kept ? 1 : 0)));
}
