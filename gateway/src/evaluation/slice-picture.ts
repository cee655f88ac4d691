import { jointBox } from '../metrics/joint-box.ts';
import { assertSameGrid, type MaskPair } from '../metrics/same-grid.ts';
import type { Picture } from '../pictures/encode-png.ts';
import { isEdge } from '../pictures/is-edge.ts';
import { crop, growBox, wholeBox, type Box } from '../volume/crop.ts';
import { ijkToLps, lpsToIjk, type Geometry, type Vec3 } from '../volume/geometry.ts';
import type { HuVolume, Labelmap } from '../volume/volume.ts';

/** The one slice of a case that is worth a picture, cut out so that the scan itself need not be kept. */
export interface ShownSlice {
  /** Where it lies in the scan; one slice thick. */
  readonly box: Box;
  readonly reference: Labelmap;
  readonly prediction: Labelmap;
  readonly lesionValue: number;
}

/** Left around what is labelled, mm. */
const MARGIN_MM = 20;
const PIXEL_MM = 0.6;
const LARGEST_PIXELS = 480;
/** Soft-tissue window, HU. */
const WINDOW = { low: -135, high: 215 } as const;
const REFERENCE_COLOUR = [70, 220, 120] as const;
const PREDICTION_COLOUR = [255, 80, 200] as const;
const BOTH_COLOUR = [255, 255, 255] as const;

/** The axial slice with most lesion (of the reference, else of the prediction), else with most organ, around what is labelled. Throws RangeError when the grids differ. */
export function shownSlice(pair: MaskPair, lesionValue: number): ShownSlice {
  assertSameGrid(pair);
  const { geometry } = pair.reference;
  const labelled = jointBox(pair) ?? wholeBox(geometry);
  const slice = labelled.low[2] + busiestSlice({ reference: crop(pair.reference, labelled), prediction: crop(pair.prediction, labelled) }, lesionValue);
  const { low, high } = growBox(labelled, geometry, MARGIN_MM);
  const box: Box = { low: [low[0], low[1], slice], high: [high[0], high[1], slice + 1] };
  return { box, reference: crop(pair.reference, box), prediction: crop(pair.prediction, box), lesionValue };
}

/**
 * A slice as a radiologist sees it: the patient's right on the left, anterior on top. Reference outlined in green, prediction in magenta, in white
 * where they agree. `ct` is the same block of the scan; without it only the outlines are drawn.
 */
export function slicePicture({ reference, prediction, lesionValue }: ShownSlice, ct?: HuVolume): Picture {
  const { width, height, offsetAt, isInside } = axialView(reference.geometry);
  const offsets = Int32Array.from({ length: width * height }, (_, at) => offsetAt(at));
  const [r, p] = [reference, prediction].map(({ voxels }) => Uint8Array.from(offsets, at => (voxels[at] === lesionValue ? 2 : voxels[at] === 0 ? 0 : 1))) as [Uint8Array, Uint8Array];
  const pixels = new Uint8Array(3 * width * height);
  for (let at = 0; at < width * height; at++) {
    const hu = ct ? ct.voxels[offsets[at]!]! : WINDOW.low;
    const grey = isInside(at) ? Math.max(0, Math.min(255, Math.round((255 * (hu - WINDOW.low)) / (WINDOW.high - WINDOW.low)))) : 0;
    const [inReference, inPrediction] = [isEdge(r, at, width), isEdge(p, at, width)];
    pixels.set(inReference && inPrediction ? BOTH_COLOUR : inPrediction ? PREDICTION_COLOUR : inReference ? REFERENCE_COLOUR : [grey, grey, grey], 3 * at);
  }
  return { width, height, channels: 3, pixels };
}

function busiestSlice({ reference, prediction }: MaskPair, lesionValue: number): number {
  const [known, found] = [countBySlice(reference, lesionValue), countBySlice(prediction, lesionValue)];
  const counts = [known.lesion, found.lesion, known.labelled, found.labelled].find(each => each.some(n => n > 0));
  return counts ? counts.indexOf(Math.max(...counts)) : Math.floor(known.labelled.length / 2);
}

/** Voxels of lesion, and of anything labelled, in each slice. */
function countBySlice({ geometry: { dimensions: [columns, rows, slices] }, voxels }: Labelmap, lesionValue: number): { readonly lesion: Uint32Array; readonly labelled: Uint32Array } {
  const [lesion, labelled] = [new Uint32Array(slices), new Uint32Array(slices)];
  for (let k = 0, v = 0; k < slices; k++)
    for (const end = v + columns * rows; v < end; v++) {
      if (voxels[v] === 0) continue;
      labelled[k]!++;
      if (voxels[v] === lesionValue) lesion[k]!++;
    }
  return { lesion, labelled };
}

interface AxialView {
  readonly width: number;
  readonly height: number;
  readonly offsetAt: (pixel: number) => number;
  readonly isInside: (pixel: number) => boolean;
}

/** Pixels along the patient's left and posterior axes through the middle of a grid of one slice; nearest voxel. */
function axialView(geometry: Geometry): AxialView {
  const [columns, rows] = geometry.dimensions;
  const corners = [[0, 0], [columns - 1, 0], [0, rows - 1], [columns - 1, rows - 1]].map(([i, j]) => ijkToLps(geometry, [i!, j!, 0]));
  const [left, top] = [Math.min(...corners.map(([x]) => x)), Math.min(...corners.map(([, y]) => y))];
  const [spanX, spanY] = [Math.max(...corners.map(([x]) => x)) - left, Math.max(...corners.map(([, y]) => y)) - top];
  const pixelMm = Math.max(PIXEL_MM, spanX / LARGEST_PIXELS, spanY / LARGEST_PIXELS);
  const [width, height] = [Math.max(1, Math.round(spanX / pixelMm)), Math.max(1, Math.round(spanY / pixelMm))];
  const middle = ijkToLps(geometry, [(columns - 1) / 2, (rows - 1) / 2, 0]);
  const ijkAt = (pixel: number): Vec3 => lpsToIjk(geometry, [left + ((pixel % width) + 0.5) * pixelMm, top + (Math.floor(pixel / width) + 0.5) * pixelMm, middle[2]]);
  const places = Array.from({ length: width * height }, (_, pixel) => ijkAt(pixel).slice(0, 2).map(Math.round) as [number, number]);
  return {
    width,
    height,
    offsetAt: pixel => {
      const [i, j] = places[pixel]!;
      return Math.min(columns - 1, Math.max(0, i)) + columns * Math.min(rows - 1, Math.max(0, j));
    },
    isInside: pixel => {
      const [i, j] = places[pixel]!;
      return i >= 0 && j >= 0 && i < columns && j < rows;
    },
  };
}
