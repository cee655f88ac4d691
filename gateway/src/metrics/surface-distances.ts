import { distanceMapMm } from '../volume/distance-map.ts';
import { cropGeometry, type Box } from '../volume/crop.ts';
import { affineOf, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume, type Volume } from '../volume/volume.ts';
import { jointBox } from './joint-box.ts';
import { assertSameGrid, type MaskPair } from './same-grid.ts';
import { surfaceAreasMm2 } from './surface-codes.ts';

/** Pieces of one surface: how large each is, and how far from the other surface. */
export interface SurfaceElements {
  /** mm^2. */
  readonly areasMm2: Float64Array;
  /** mm to the nearest piece of the other surface; Infinity when there is none. */
  readonly distancesMm: Float64Array;
}

export interface SurfaceDistances {
  readonly reference: SurfaceElements;
  readonly prediction: SurfaceElements;
}

/**
 * Both surfaces, cut into one piece a voxel corner, each with its area and its distance to the other surface (the public surface-distance
 * definition, Nikolov et al. 2018, on the scan's own grid). Throws RangeError when the grids differ.
 */
export function surfaceDistances(pair: MaskPair): SurfaceDistances {
  assertSameGrid(pair);
  const box = jointBox(pair);
  if (!box) return { reference: NONE, prediction: NONE };
  const corners = cornerGrid(pair.reference.geometry, box);
  const [reference, prediction] = [cornerCodes(pair.reference, box), cornerCodes(pair.prediction, box)];
  const areas = surfaceAreasMm2(axesOf(pair.reference.geometry));
  const toMask = (codes: Uint8Array) => distanceMapMm(makeVolume(corners, codes.map(code => (code > 0 && code < 255 ? 1 : 0))));
  return {
    reference: elements(reference, { areas, distanceMm: toMask(prediction) }),
    prediction: elements(prediction, { areas, distanceMm: toMask(reference) }),
  };
}

const NONE: SurfaceElements = { areasMm2: new Float64Array(), distancesMm: new Float64Array() };

function axesOf(geometry: Geometry): readonly [Vec3, Vec3, Vec3] {
  const m = affineOf(geometry);
  return [0, 1, 2].map(c => [m[c]!, m[4 + c]!, m[8 + c]!]) as unknown as readonly [Vec3, Vec3, Vec3];
}

/** The grid of the voxel corners of a box: one more than voxels along each axis. Its place does not matter, only its steps. */
function cornerGrid(geometry: Geometry, box: Box): Geometry {
  const inner = cropGeometry(geometry, box);
  return { ...inner, dimensions: inner.dimensions.map(n => n + 1) as unknown as Vec3 };
}

/** The code of each corner: which of the eight voxels around it are set. Beyond the scan nothing is. */
function cornerCodes({ geometry: { dimensions: [columns, rows] }, voxels }: Volume<Uint8Array>, { low, high }: Box): Uint8Array {
  const [ni, nj, nk] = high.map((v, n) => v - low[n]! + 1) as [number, number, number];
  const codes = new Uint8Array(ni * nj * nk);
  for (let k = low[2]; k < high[2]; k++)
    for (let j = low[1]; j < high[1]; j++)
      for (let i = low[0]; i < high[0]; i++) {
        if (voxels[i + columns * (j + rows * k)] === 0) continue;
        const at = i - low[0] + ni * (j - low[1] + nj * (k - low[2]));
        // The voxel is the far neighbour (bit 7) of its first corner and the near one (bit 0) of its last.
        for (let n = 0; n < 8; n++) codes[at + (n & 1) + ni * (((n >> 1) & 1) + nj * (n >> 2))]! |= 1 << (7 - n);
      }
  return codes;
}

function elements(codes: Uint8Array, { areas, distanceMm }: { areas: Float64Array; distanceMm: Float32Array }): SurfaceElements {
  const places: number[] = [];
  codes.forEach((code, at) => code > 0 && code < 255 && places.push(at));
  return { areasMm2: Float64Array.from(places, at => areas[codes[at]!]!), distancesMm: Float64Array.from(places, at => distanceMm[at]!) };
}
