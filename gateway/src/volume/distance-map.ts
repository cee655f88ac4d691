import { shearedDistanceMapMm } from './distance-map-sheared.ts';
import type { Volume } from './volume.ts';

/** Columns handled together, so that a cache line fetched for one serves its neighbours. */
const BLOCK = 16;

/**
 * Exact Euclidean distance in mm from each voxel centre to the nearest voxel centre with mask != 0; 0 inside the mask,
 * Infinity everywhere when the mask is empty. Spacing may differ per axis; sheared grids are exact too, but slower.
 *
 * Separable lower envelope of parabolas (Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, 2012).
 */
export function distanceMapMm(mask: Volume<Uint8Array>): Float32Array {
  if (!hasOrthogonalAxes(mask)) return shearedDistanceMapMm(mask);
  const { geometry: { dimensions: [columns, rows, slices], spacingMm }, voxels } = mask;
  const squared = new Float32Array(voxels.length);
  for (let row = 0; row < voxels.length; row += columns) firstAxis(voxels, squared, { row, columns, spacingMm: spacingMm[0] });
  for (let k = 0; k < slices; k++) envelopes(squared, { start: k * columns * rows, width: columns, stride: columns, count: rows, spacingMm: spacingMm[1] });
  envelopes(squared, { start: 0, width: columns * rows, stride: columns * rows, count: slices, spacingMm: spacingMm[2] });
  for (let v = 0; v < squared.length; v++) squared[v] = Math.sqrt(squared[v]!);
  return squared;
}

function hasOrthogonalAxes(mask: Volume<Uint8Array>): boolean {
  const d = mask.geometry.direction;
  const dot = (a: number, b: number) => d[a]! * d[b]! + d[a + 1]! * d[b + 1]! + d[a + 2]! * d[b + 2]!;
  // A cosine below 1e-4 moves a point 100 mm away by less than 0.01 mm.
  return Math.max(Math.abs(dot(0, 3)), Math.abs(dot(0, 6)), Math.abs(dot(3, 6))) < 1e-4;
}

/** Squared distance along a row to the nearest set voxel of that row, mm^2. */
function firstAxis(voxels: Uint8Array, out: Float32Array, line: { row: number; columns: number; spacingMm: number }): void {
  const { row, columns, spacingMm } = line;
  let distance = Infinity;
  for (let i = 0; i < columns; i++) {
    distance = voxels[row + i] === 0 ? distance + spacingMm : 0;
    out[row + i] = distance;
  }
  distance = Infinity;
  for (let i = columns - 1; i >= 0; i--) {
    distance = voxels[row + i] === 0 ? distance + spacingMm : 0;
    const nearest = Math.min(distance, out[row + i]!);
    out[row + i] = nearest * nearest;
  }
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
function envelopes(squared: Float32Array, lines: Lines): void {
  const { start, width, stride, count } = lines;
  if (count === 1) return;
  const buffer = new Float64Array(BLOCK * count);
  const scratch = makeScratch(count, lines.spacingMm);
  for (let first = 0; first < width; first += BLOCK) {
    const size = Math.min(BLOCK, width - first);
    for (let q = 0, at = start + first; q < count; q++, at += stride) for (let c = 0; c < size; c++) buffer[c * count + q] = squared[at + c]!;
    for (let c = 0; c < size; c++) envelope(buffer.subarray(c * count, (c + 1) * count), scratch);
    for (let q = 0, at = start + first; q < count; q++, at += stride) for (let c = 0; c < size; c++) squared[at + c] = buffer[c * count + q]!;
  }
}

interface Scratch {
  readonly weight: number;
  /** 1 / (2 weight n). */
  readonly reciprocal: Float64Array;
  readonly vertex: Int32Array;
  readonly boundary: Float64Array;
  readonly value: Float64Array;
}

function makeScratch(count: number, spacingMm: number): Scratch {
  const weight = spacingMm * spacingMm;
  return {
    weight,
    reciprocal: Float64Array.from({ length: count }, (_, n) => 1 / (2 * weight * n)),
    vertex: new Int32Array(count),
    boundary: new Float64Array(count + 1),
    value: new Float64Array(count),
  };
}

function envelope(f: Float64Array, { weight, reciprocal, vertex, boundary, value }: Scratch): void {
  const count = f.length;
  let top = -1;
  for (let q = 0; q < count; q++) {
    const height = f[q]!;
    if (height === Infinity) continue;
    let crossing = -Infinity;
    while (top >= 0) {
      const v = vertex[top]!;
      crossing = (height - value[top]! + weight * (q * q - v * v)) * reciprocal[q - v]!;
      if (crossing > boundary[top]!) break;
      top--;
    }
    if (top < 0) crossing = -Infinity;
    top++;
    vertex[top] = q;
    value[top] = height;
    boundary[top] = crossing;
  }
  if (top < 0) return;
  boundary[top + 1] = Infinity;
  for (let p = 0, at = 0; p < count; p++) {
    while (boundary[at + 1]! < p) at++;
    const step = p - vertex[at]!;
    f[p] = value[at]! + weight * step * step;
  }
}
