import { affineOf, ijkToLps, invertAffine, type Geometry, type Vec3 } from './geometry.ts';
import { makeVolume, type Volume, type Voxels } from './volume.ts';

/** A block of voxel indexes: low inclusive, high exclusive. */
export interface Box {
  readonly low: Vec3;
  readonly high: Vec3;
}

/** The whole grid as a box. */
export const wholeBox = (geometry: Geometry): Box => ({ low: [0, 0, 0], high: geometry.dimensions });

/** Smallest box that holds every voxel != 0; undefined when there is none. */
export function boundingBox(mask: Volume<Uint8Array>): Box | undefined {
  const { geometry: { dimensions: [columns, rows, slices] }, voxels } = mask;
  const words = wordsOf(voxels);
  let [lowI, lowJ, lowK, highI, highJ, highK] = [columns, rows, slices, 0, 0, 0];
  for (let k = 0; k < slices; k++)
    for (let j = 0; j < rows; j++) {
      const row = columns * (j + rows * k);
      const first = firstSet({ voxels, words }, row, row + columns) - row;
      if (first === columns) continue;
      let last = columns - 1;
      while (voxels[row + last] === 0) last--;
      if (first < lowI) lowI = first;
      if (last >= highI) highI = last + 1;
      if (j < lowJ) lowJ = j;
      if (j >= highJ) highJ = j + 1;
      if (k < lowK) lowK = k;
      highK = k + 1;
    }
  return highK === 0 ? undefined : { low: [lowI, lowJ, lowK], high: [highI, highJ, highK] };
}

/** Four voxels at a time, where the mask's memory allows it. */
const wordsOf = ({ buffer, byteOffset, length }: Uint8Array): Uint32Array => (byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, length >> 2) : new Uint32Array(0));

/** Offset of the first voxel != 0 from `from` on, or `to`. */
function firstSet({ voxels, words }: { voxels: Uint8Array; words: Uint32Array }, from: number, to: number): number {
  let v = from;
  while (v < to && v % 4 !== 0 && voxels[v] === 0) v++;
  if (v % 4 === 0) {
    let word = v >>> 2;
    for (const end = Math.min(words.length, to >>> 2); word < end && words[word] === 0; ) word++;
    v = Math.max(v, Math.min(to, 4 * word));
  }
  while (v < to && voxels[v] === 0) v++;
  return v;
}

/**
 * The box with every voxel whose centre lies within `marginMm` of it (and a few more in the corners), clipped to the grid.
 * Right for sheared grids: the margin in voxels follows the distance of the grid planes, not the length of the axes.
 */
export function growBox(box: Box, geometry: Geometry, marginMm: number): Box {
  const margin = marginVoxels(geometry, marginMm);
  const clip = (value: number, axis: number) => Math.min(geometry.dimensions[axis]!, Math.max(0, value));
  return {
    low: box.low.map((v, axis) => clip(v - margin[axis]!, axis)) as unknown as Vec3,
    high: box.high.map((v, axis) => clip(v + margin[axis]!, axis)) as unknown as Vec3,
  };
}

/** Voxels along i, j, k that hold every voxel centre within a distance in mm of one. */
export function marginVoxels(geometry: Geometry, marginMm: number): Vec3 {
  const inverse = invertAffine(affineOf(geometry));
  return [0, 1, 2].map(axis => Math.ceil(marginMm * Math.hypot(...inverse.slice(4 * axis, 4 * axis + 3)) - 1e-9)) as unknown as Vec3;
}

/** Grid of the voxels inside the box. Throws RangeError when the box is empty or leaves the grid. */
export function cropGeometry(geometry: Geometry, box: Box): Geometry {
  const dimensions = box.high.map((v, axis) => v - box.low[axis]!) as unknown as Vec3;
  const inside = [0, 1, 2].every(axis => box.low[axis]! >= 0 && box.high[axis]! <= geometry.dimensions[axis]! && dimensions[axis]! > 0);
  if (!inside) throw new RangeError(`Box ${box.low.join(',')}..${box.high.join(',')} is empty or leaves the grid of ${geometry.dimensions.join('x')}.`);
  return { ...geometry, dimensions, originLps: ijkToLps(geometry, box.low) };
}

/** Copy of the voxels inside the box, in their place in the patient. */
export function crop<V extends Voxels>(volume: Volume<V>, box: Box): Volume<V> {
  const geometry = cropGeometry(volume.geometry, box);
  const [columns, rows, slices] = geometry.dimensions;
  const out = new (volume.voxels.constructor as new (length: number) => V)(columns * rows * slices);
  copyRows({ from: volume.voxels, to: out, length: columns }, { geometry: volume.geometry, box, outOf: true });
  return makeVolume(geometry, out);
}

/** Writes `patch` (shaped like the box) into `target` at the box. Throws RangeError when the sizes differ. */
export function paste<V extends Voxels>(target: Volume<V>, patch: Volume<V>, box: Box): void {
  const { dimensions } = cropGeometry(target.geometry, box);
  if (dimensions.some((n, axis) => n !== patch.geometry.dimensions[axis]))
    throw new RangeError(`Patch of ${patch.geometry.dimensions.join('x')} does not fit a box of ${dimensions.join('x')}.`);
  copyRows({ from: patch.voxels, to: target.voxels, length: dimensions[0] }, { geometry: target.geometry, box, outOf: false });
}

interface RowCopy {
  readonly from: Voxels;
  readonly to: Voxels;
  readonly length: number;
}

/** From this length on a view costs less than a copy number by number. */
const LONG_ROW = 40;

/** Copies a row. One loop for each of the kinds that scans are made of: a shared one would be slow for all. */
function copyRow({ from, to, length }: RowCopy, fromAt: number, toAt: number): void {
  if (length >= LONG_ROW) to.set(from.subarray(fromAt, fromAt + length), toAt);
  else if (from instanceof Int16Array) for (let i = 0; i < length; i++) to[toAt + i] = from[fromAt + i]!;
  else if (from instanceof Uint8Array) for (let i = 0; i < length; i++) to[toAt + i] = from[fromAt + i]!;
  else to.set(from.subarray(fromAt, fromAt + length), toAt);
}

interface BoxCopy {
  /** The whole grid. */
  readonly geometry: Geometry;
  readonly box: Box;
  /** Whether the box is copied out of the whole or into it. */
  readonly outOf: boolean;
}

/** Copies each row of the box. */
function copyRows(copy: RowCopy, { geometry: { dimensions: [columns, rows] }, box: { low, high }, outOf }: BoxCopy): void {
  let part = 0;
  for (let k = low[2]; k < high[2]; k++)
    for (let j = low[1]; j < high[1]; j++) {
      const whole = low[0] + columns * (j + rows * k);
      copyRow(copy, outOf ? whole : part, outOf ? part : whole);
      part += high[0] - low[0];
    }
}
