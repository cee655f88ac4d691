import { Envelope, rowDistances, type VolumeLine } from './distance-lines.ts';
import { shearedDistanceMapMm } from './distance-map-sheared.ts';
import { tiltedDistanceMapMm } from './distance-map-tilted.ts';
import type { Volume } from './volume.ts';

export interface DistanceMapOptions {
  /** 1 where distances are wanted; elsewhere they may be wrong. Only grids with orthogonal axes profit. */
  readonly within?: Uint8Array;
}

/**
 * Exact Euclidean distance in mm from each voxel centre to the nearest voxel centre with mask != 0; 0 inside the mask,
 * Infinity everywhere when the mask is empty. Spacing may differ per axis. Grids with orthogonal axes take one pass an axis;
 * tilted ones (k leaning towards j) take longer, other sheared ones much longer.
 */
export function distanceMapMm(mask: Volume<Uint8Array>, { within }: DistanceMapOptions = {}): Float32Array {
  const d = mask.geometry.direction;
  // A cosine below 1e-4 moves a point 100 mm away by less than 0.01 mm.
  const areOrthogonal = (a: number, b: number) => Math.abs(d[a]! * d[b]! + d[a + 1]! * d[b + 1]! + d[a + 2]! * d[b + 2]!) < 1e-4;
  if (!areOrthogonal(0, 3) || !areOrthogonal(0, 6)) return shearedDistanceMapMm(mask);
  return areOrthogonal(3, 6) ? orthogonalDistanceMapMm(mask, within) : tiltedDistanceMapMm(mask);
}

function orthogonalDistanceMapMm({ geometry: { dimensions: [columns, rows, slices], spacingMm }, voxels }: Volume<Uint8Array>, within = complementOf(voxels)): Float32Array {
  const squared = new Float32Array(voxels.length);
  if (isEmpty(voxels)) return squared.fill(Infinity);
  for (let row = 0; row < voxels.length; row += columns) rowDistances(voxels, squared, { row, columns, spacingMm: spacingMm[0] });
  const width = columns * rows;
  const deep = linesAcross(within, width);
  const alongRows = new Envelope(rows, spacingMm[1]);
  const tall = linesAcross(deep, columns);
  for (let k = 0; k < slices; k++) for (let i = 0; i < columns; i++) if (tall[i] === 1) lowerLine(squared, { start: i + width * k, stride: columns, count: rows }, alongRows);
  const alongSlices = new Envelope(slices, spacingMm[2]);
  for (let line = 0; line < width; line++) if (deep[line] === 1) lowerLine(squared, { start: line, stride: width, count: slices }, alongSlices);
  for (let v = 0; v < squared.length; v++) if (within[v] === 1) squared[v] = Math.sqrt(squared[v]!);
  return squared;
}

function isEmpty(mask: Uint8Array): boolean {
  let v = 0;
  while (v < mask.length && mask[v] === 0) v++;
  return v === mask.length;
}

function complementOf(mask: Uint8Array): Uint8Array {
  const rest = new Uint8Array(mask.length);
  for (let v = 0; v < rest.length; v++) rest[v] = mask[v] === 0 ? 1 : 0;
  return rest;
}

/** 1 for each of the `width` lines across a mask that has a set voxel. */
function linesAcross(mask: Uint8Array, width: number): Uint8Array {
  const lines = new Uint8Array(width);
  for (let start = 0; start < mask.length; start += width) for (let line = 0; line < width; line++) lines[line]! |= mask[start + line]!;
  return lines;
}

/** Replaces a line f by min over q of f(q) + (spacing (p - q))^2. A place at distance 0 hides what lies behind it, so the stretches between such places are lowered each by itself. */
function lowerLine(squared: Float32Array, line: VolumeLine, envelope: Envelope): void {
  const { start, stride, count } = line;
  for (let first = 0; first < count; ) {
    while (first < count && squared[start + first * stride] === 0) first++;
    let last = first;
    while (last < count && squared[start + last * stride] !== 0) last++;
    if (first < last) envelope.lowerStretch(squared, line, [first, last]);
    first = last;
  }
}
