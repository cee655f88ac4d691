/**
 * Collects garbage now. Voxels lie outside the heap, so that hundreds of megabytes of them can pile up before the collector sees a reason.
 * Does nothing in a process that was started without --expose-gc.
 */
export function collectGarbage(): void {
  globalThis.gc?.();
}
