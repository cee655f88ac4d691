import { Envelope, rowDistances } from './distance-lines.ts';
import { shearedDistanceMapMm } from './distance-map-sheared.ts';
import { tiltedDistanceMapMm } from './distance-map-tilted.ts';
import type { Volume } from './volume.ts';

/** Columns handled together, so that a cache line fetched for one serves its neighbours. */
const BLOCK = 16;

/**
 * Exact Euclidean distance in mm from each voxel centre to the nearest voxel centre with mask != 0; 0 inside the mask,
 * Infinity everywhere when the mask is empty. Spacing may differ per axis. Grids with orthogonal axes take one pass an axis;
 * tilted ones (k leaning towards j) take longer, other sheared ones much longer.
 */
export function distanceMapMm(mask: Volume<Uint8Array>): Float32Array {
  const d = mask.geometry.direction;
  // A cosine below 1e-4 moves a point 100 mm away by less than 0.01 mm.
  const areOrthogonal = (a: number, b: number) => Math.abs(d[a]! * d[b]! + d[a + 1]! * d[b + 1]! + d[a + 2]! * d[b + 2]!) < 1e-4;
  if (!areOrthogonal(0, 3) || !areOrthogonal(0, 6)) return shearedDistanceMapMm(mask);
  return areOrthogonal(3, 6) ? orthogonalDistanceMapMm(mask) : tiltedDistanceMapMm(mask);
}

function orthogonalDistanceMapMm({ geometry: { dimensions: [columns, rows, slices], spacingMm }, voxels }: Volume<Uint8Array>): Float32Array {
  const squared = new Float32Array(voxels.length);
  for (let row = 0; row < voxels.length; row += columns) rowDistances(voxels, squared, { row, columns, spacingMm: spacingMm[0] });
  for (let k = 0; k < slices; k++) lowerLines(squared, { start: k * columns * rows, width: columns, stride: columns, count: rows, spacingMm: spacingMm[1] });
  lowerLines(squared, { start: 0, width: columns * rows, stride: columns * rows, count: slices, spacingMm: spacingMm[2] });
  for (let v = 0; v < squared.length; v++) squared[v] = Math.sqrt(squared[v]!);
  return squared;
}

interface Lines {
  readonly start: number;
  /** Number of neighbouring lines. */
  readonly width: number;
  readonly stride: number;
  /** Voxels a line. */
  readonly count: number;
  readonly spacingMm: number;
}

/** Replaces each line f by min over q of f(q) + (spacing (p - q))^2. */
function lowerLines(squared: Float32Array, { start, width, stride, count, spacingMm }: Lines): void {
  if (count === 1) return;
  const buffer = new Float64Array(BLOCK * count);
  const envelope = new Envelope(count, spacingMm);
  for (let first = 0; first < width; first += BLOCK) {
    const size = Math.min(BLOCK, width - first);
    for (let q = 0, at = start + first; q < count; q++, at += stride) for (let c = 0; c < size; c++) buffer[c * count + q] = squared[at + c]!;
    for (let c = 0; c < size; c++) {
      const line = buffer.subarray(c * count, (c + 1) * count);
      envelope.build(line);
      // A line's own parabolas never raise it, so lowering it is replacing it.
      envelope.lower(line, 0, 0);
    }
    for (let q = 0, at = start + first; q < count; q++, at += stride) for (let c = 0; c < size; c++) squared[at + c] = buffer[c * count + q]!;
  }
}
