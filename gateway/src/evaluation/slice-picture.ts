import type { Picture } from '../pictures/encode-png.ts';
import { ijkToLps, lpsToIjk, type Geometry, type Vec3 } from '../volume/geometry.ts';
import type { HuVolume, Labelmap } from '../volume/volume.ts';

export interface SliceOptions {
  /** Without images only the outlines are drawn. */
  readonly ct?: HuVolume;
  readonly reference: Labelmap;
  readonly prediction: Labelmap;
  readonly lesionValue: number;
}

const PIXEL_MM = 0.8;
const LARGEST_PIXELS = 480;
/** Soft-tissue window, HU. */
const WINDOW = { low: -135, high: 215 } as const;
const REFERENCE_COLOUR = [70, 220, 120] as const;
const PREDICTION_COLOUR = [255, 80, 200] as const;

/**
 * The axial slice with most lesion (of the reference, else of the prediction, else the middle of what is labelled), as a radiologist sees it:
 * the patient's right on the left, anterior on top. Reference outlined in green, prediction in magenta.
 */
export function slicePicture(options: SliceOptions): Picture {
  const { reference, prediction, ct, lesionValue } = options;
  const { geometry } = reference;
  const slice = busiestSlice(options);
  const view = axialView(geometry, slice);
  const { width, height } = view;
  const [r, p] = [reference, prediction].map(({ voxels }) => Uint8Array.from({ length: width * height }, (_, at) => (voxels[view.offsetAt(at)] === lesionValue ? 2 : voxels[view.offsetAt(at)] === 0 ? 0 : 1))) as [Uint8Array, Uint8Array];
  const pixels = new Uint8Array(3 * width * height);
  for (let at = 0; at < width * height; at++) {
    const hu = ct ? ct.voxels[view.offsetAt(at)]! : WINDOW.low;
    const grey = view.isInside(at) ? Math.max(0, Math.min(255, Math.round((255 * (hu - WINDOW.low)) / (WINDOW.high - WINDOW.low)))) : 0;
    const colour = isEdge(p, at, width) ? PREDICTION_COLOUR : isEdge(r, at, width) ? REFERENCE_COLOUR : [grey, grey, grey];
    pixels.set(colour, 3 * at);
  }
  return { width, height, channels: 3, pixels };
}

function busiestSlice({ reference, prediction, lesionValue }: SliceOptions): number {
  const [columns, rows, slices] = reference.geometry.dimensions;
  const count = ({ voxels }: Labelmap, accept: (value: number) => boolean) =>
    Array.from({ length: slices }, (_, k) => voxels.subarray(k * columns * rows, (k + 1) * columns * rows).reduce((sum, value) => sum + (accept(value) ? 1 : 0), 0));
  for (const labelmap of [reference, prediction]) {
    const lesion = count(labelmap, value => value === lesionValue);
    if (lesion.some(n => n > 0)) return lesion.indexOf(Math.max(...lesion));
  }
  const labelled = count(reference, value => value !== 0);
  return labelled.some(n => n > 0) ? labelled.indexOf(Math.max(...labelled)) : Math.floor(slices / 2);
}

interface AxialView {
  readonly width: number;
  readonly height: number;
  readonly offsetAt: (pixel: number) => number;
  readonly isInside: (pixel: number) => boolean;
}

/** Pixels along the patient's left and posterior axes through the middle of a slice; nearest voxel of that slice. */
function axialView(geometry: Geometry, slice: number): AxialView {
  const [columns, rows] = geometry.dimensions;
  const corners = [[0, 0], [columns - 1, 0], [0, rows - 1], [columns - 1, rows - 1]].map(([i, j]) => ijkToLps(geometry, [i!, j!, slice]));
  const [left, top] = [Math.min(...corners.map(([x]) => x)), Math.min(...corners.map(([, y]) => y))];
  const [spanX, spanY] = [Math.max(...corners.map(([x]) => x)) - left, Math.max(...corners.map(([, y]) => y)) - top];
  const pixelMm = Math.max(PIXEL_MM, spanX / LARGEST_PIXELS, spanY / LARGEST_PIXELS);
  const [width, height] = [Math.max(1, Math.round(spanX / pixelMm)), Math.max(1, Math.round(spanY / pixelMm))];
  const middle = ijkToLps(geometry, [(columns - 1) / 2, (rows - 1) / 2, slice]);
  const ijkAt = (pixel: number): Vec3 => lpsToIjk(geometry, [left + ((pixel % width) + 0.5) * pixelMm, top + (Math.floor(pixel / width) + 0.5) * pixelMm, middle[2]]);
  const places = Array.from({ length: width * height }, (_, pixel) => ijkAt(pixel).slice(0, 2).map(Math.round) as [number, number]);
  return {
    width,
    height,
    offsetAt: pixel => {
      const [i, j] = places[pixel]!;
      return Math.min(columns - 1, Math.max(0, i)) + columns * (Math.min(rows - 1, Math.max(0, j)) + rows * slice);
    },
    isInside: pixel => {
      const [i, j] = places[pixel]!;
      return i >= 0 && j >= 0 && i < columns && j < rows;
    },
  };
}

/** A labelled pixel with a neighbour of another label. */
function isEdge(labels: Uint8Array, at: number, width: number): boolean {
  const value = labels[at]!;
  if (value === 0) return false;
  const [left, right, up, down] = [at % width === 0 ? 0 : labels[at - 1]!, at % width === width - 1 ? 0 : labels[at + 1]!, labels[at - width] ?? 0, labels[at + width] ?? 0];
  // The organ's outline is drawn once, around organ and lesion together; the lesion's own inside it.
  return value === 2 ? Math.min(left, right, up, down) < 2 : Math.min(left, right, up, down) === 0;
}
