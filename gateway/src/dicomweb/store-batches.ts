import type { StoreItem } from './stow.ts';

/** Proxies in front of archives rarely allow more in one request, and a broken one costs no more than this to repeat. */
const BATCH_BYTES = 64 * 1024 * 1024;

/** Objects in their order, in groups of at most `maxBytes` (one object may be larger). */
export function inBatches(items: readonly StoreItem[], maxBytes = BATCH_BYTES): StoreItem[][] {
  const batches: StoreItem[][] = [];
  let bytes = Infinity;
  for (const item of items) {
    if (bytes + item.bytes.length > maxBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(item);
    bytes += item.bytes.length;
  }
  return batches;
}
