import type { PlannedFrame } from './planned-frame.ts';

/**
 * Binary frames with a few blank ones added where the reader of OHIF 3.13 would otherwise fail. It tells frames packed without
 * gaps, as the standard has them, from frames that begin at a byte by the length of the pixel data alone, and forgets the byte
 * that pads an odd length: then it throws, or, worse, takes one packing for the other. Only matrices whose voxel count is no
 * multiple of 16 are concerned. A blank frame is legal; it goes to a slice where its segment has none.
 */
export function readableFrames(frames: readonly PlannedFrame[], sliceVoxels: number, sliceCount: number): readonly PlannedFrame[] {
  const out = [...frames];
  const free = freePlaces(frames, sliceCount);
  while (!isReadable(out.length, sliceVoxels)) {
    const blank = free.pop();
    if (!blank) return frames;
    out.push(blank);
  }
  return out.sort((a, b) => (a.segment?.number ?? 0) - (b.segment?.number ?? 0) || a.k - b.k);
}

function isReadable(frameCount: number, sliceVoxels: number): boolean {
  const bytes = Math.ceil((frameCount * sliceVoxels) / 8);
  const byteAligned = frameCount * Math.ceil(sliceVoxels / 8);
  const unambiguous = sliceVoxels % 8 === 0 || frameCount === 1 || bytes !== byteAligned;
  return bytes % 2 === 0 && unambiguous;
}

/** Slices where a segment has no frame, the nearest to its frames last. */
function freePlaces(frames: readonly PlannedFrame[], sliceCount: number): PlannedFrame[] {
  const [first] = frames;
  const used = frames.filter(({ segment }) => segment === first?.segment).map(({ k }) => k);
  const taken = new Set(used);
  const distance = (k: number) => Math.min(...used.map(other => Math.abs(other - k)));
  const places = Array.from({ length: sliceCount }, (_, k) => ({ k, ...(first?.segment ? { segment: first.segment } : {}) }));
  return places.filter(({ k }) => !taken.has(k)).sort((a, b) => distance(b.k) - distance(a.k));
}
