import { affineOf, invertAffine, lpsToIjk, voxelVolumeMl, type Geometry, type Vec3 } from '../volume/geometry.ts';
import type { Volume } from '../volume/volume.ts';
import type { LesionShape } from './lesion-shape.ts';

export interface RasteriseOptions {
  readonly shape: LesionShape;
  readonly radiusMm: number;
  readonly centreLps: Vec3;
  /** The grid to fill, and where in it the lesion's volume counts. */
  readonly organMask: Volume<Uint8Array>;
}

export interface RasterisedLesion {
  /** Share of each voxel inside the shape, 0..1, not cut at the organ's border. */
  readonly occupancy: Float32Array;
  /** The level that gives the requested volume inside the organ. */
  readonly levelMm: number;
  /** Volume inside the organ over the volume asked for. Below 1 when the organ's border takes too much. */
  readonly volumeShare: number;
}

/** A lesion cut by the organ's border may grow this much in radius to keep its volume. */
const LARGEST_GROWTH = 1.2;
const SUBSAMPLE_MM = 0.5;
const MOST_SUBSAMPLES = 10;
/** Share of the level within which one pass can correct it. */
const BAND = 0.015;

/**
 * Fills voxels by the share of their sub-samples (0.5 mm apart, at most 10 an axis) inside the shape, at the level that makes the
 * volume inside the organ the one asked for.
 */
export function rasterise(options: RasteriseOptions): RasterisedLesion {
  const { shape, radiusMm, organMask } = options;
  const volumeMm3 = (4 / 3) * Math.PI * radiusMm ** 3;
  const wantedVoxels = volumeMm3 / (1000 * voxelVolumeMl(organMask.geometry));
  const limit = shape.levelMm * LARGEST_GROWTH;
  let middle = Math.min(limit, firstLevel(options, volumeMm3));
  for (let pass = 0; ; pass++) {
    const low = middle * (1 - BAND);
    const high = Math.min(limit, middle * (1 + BAND));
    const samples = sampleShell(options, low, high);
    const levelMm = bisect(samples, { low, high, wantedVoxels });
    const reached = samples.voxelsBelow(levelMm);
    const [tooSmall, tooLarge] = [reached < 0.995 * wantedVoxels && high < limit, reached > 1.005 * wantedVoxels && levelMm <= 1.001 * low];
    if (pass < 6 && (tooSmall || tooLarge)) middle *= tooSmall ? 1 + 1.8 * BAND : 1 - 1.8 * BAND;
    else return { occupancy: samples.occupancyAt(levelMm), levelMm, volumeShare: reached / wantedVoxels };
  }
}

/** The shape's own level, or a higher one where the organ's border takes some of its volume. */
function firstLevel({ shape, organMask, centreLps }: RasteriseOptions, volumeMm3: number): number {
  if (organMask.voxels.every(v => v === 1)) return shape.levelMm;
  const { geometry, voxels } = organMask;
  const [columns, rows, slices] = geometry.dimensions;
  const inverse = invertAffine(affineOf(geometry)) as number[];
  const [i0, j0, k0] = lpsToIjk(geometry, centreLps);
  return shape.levelFor(volumeMm3, (x, y, z) => {
    const i = Math.round(i0 + inverse[0]! * x + inverse[1]! * y + inverse[2]! * z);
    const j = Math.round(j0 + inverse[4]! * x + inverse[5]! * y + inverse[6]! * z);
    const k = Math.round(k0 + inverse[8]! * x + inverse[9]! * y + inverse[10]! * z);
    return i >= 0 && j >= 0 && k >= 0 && i < columns && j < rows && k < slices && voxels[i + columns * (j + rows * k)] === 1;
  });
}

function bisect(samples: Samples, { low, high, wantedVoxels }: { low: number; high: number; wantedVoxels: number }): number {
  let [a, b] = [low, high];
  if (samples.voxelsBelow(b) <= wantedVoxels) return b;
  for (let n = 0; n < 12; n++) {
    const middle = (a + b) / 2;
    if (samples.voxelsBelow(middle) < wantedVoxels) a = middle;
    else b = middle;
  }
  return b;
}

interface Samples {
  /** Volume inside the organ at a level, in voxels. */
  voxelsBelow(level: number): number;
  occupancyAt(level: number): Float32Array;
}

/** Evaluates the shape where its surface may pass for any level in low..high: whole blocks and voxels clearly in or out are settled at once. */
function sampleShell({ shape, centreLps, organMask }: RasteriseOptions, low: number, high: number): Samples {
  const { geometry } = organMask;
  const frame = lesionFrame(geometry, centreLps);
  const [columns, rows] = geometry.dimensions;
  const offsets = subsampleOffsets(geometry, frame.m);
  const perVoxel = offsets.length / 3;
  const occupancy = new Float32Array(organMask.voxels.length);
  const shell: number[] = [];
  let values = new Float32Array(4096);
  let [used, insideOrgan] = [0, 0];
  const margin = shape.steepness * halfDiagonalMm(frame.m, [1, 1, 1]);
  const fill = (at: number) => {
    occupancy[at] = 1;
    insideOrgan += organMask.voxels[at]!;
  };
  eachNearBlock({ shape, geometry, frame, low, high, fill }, (i, j, k) => {
    const at = i + columns * (j + rows * k);
    const x = frame.x(i, j, k);
    const y = frame.y(i, j, k);
    const z = frame.z(i, j, k);
    const value = shape.valueAt(x, y, z);
    if (value - margin > high) return;
    if (value + margin < low) return fill(at);
    if (used + perVoxel > values.length) values = grown(values);
    for (let n = 0; n < offsets.length; n += 3) values[used++] = shape.valueAt(x + offsets[n]!, y + offsets[n + 1]!, z + offsets[n + 2]!);
    shell.push(at);
  });
  return makeSamples({ occupancy, shell, values, perVoxel, insideOrgan, organ: organMask.voxels });
}

function grown(values: Float32Array): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(2 * values.length);
  larger.set(values);
  return larger;
}

interface ShellSamples {
  readonly occupancy: Float32Array;
  readonly shell: readonly number[];
  readonly values: Float32Array;
  readonly perVoxel: number;
  readonly insideOrgan: number;
  readonly organ: Uint8Array;
}

function makeSamples({ occupancy, shell, values, perVoxel, insideOrgan, organ }: ShellSamples): Samples {
  const countBelow = (n: number, level: number) => {
    let count = 0;
    for (let s = n * perVoxel; s < (n + 1) * perVoxel; s++) if (values[s]! < level) count++;
    return count;
  };
  return {
    voxelsBelow(level) {
      let count = 0;
      for (let n = 0; n < shell.length; n++) if (organ[shell[n]!] === 1) count += countBelow(n, level);
      return insideOrgan + count / perVoxel;
    },
    occupancyAt(level) {
      const filled = occupancy.slice();
      for (let n = 0; n < shell.length; n++) filled[shell[n]!] = countBelow(n, level) / perVoxel;
      // Voxels settled as inside stay so: they lie below every level of the band.
      return filled;
    },
  };
}

/** Position in mm relative to the lesion's centre, of an index. */
export interface LesionFrame {
  readonly m: readonly number[];
  x(i: number, j: number, k: number): number;
  y(i: number, j: number, k: number): number;
  z(i: number, j: number, k: number): number;
}

/** The frame in which a lesion is described: LPS axes, mm, origin at its centre. */
export function lesionFrame(geometry: Geometry, centreLps: Vec3): LesionFrame {
  const m = affineOf(geometry);
  const [a, b, c, d, e, f, g, h, l] = [m[0]!, m[1]!, m[2]!, m[4]!, m[5]!, m[6]!, m[8]!, m[9]!, m[10]!];
  const [ox, oy, oz] = [m[3]! - centreLps[0], m[7]! - centreLps[1], m[11]! - centreLps[2]];
  return {
    m: [a, b, c, d, e, f, g, h, l],
    x: (i, j, k) => a * i + b * j + c * k + ox,
    y: (i, j, k) => d * i + e * j + f * k + oy,
    z: (i, j, k) => g * i + h * j + l * k + oz,
  };
}

/** Half the longest diagonal in mm of a block of voxels; m is the 3x3 of the affine. */
function halfDiagonalMm(m: readonly number[], size: Vec3): number {
  let longest = 0;
  for (const b of [-1, 1])
    for (const c of [-1, 1]) {
      const v = [0, 1, 2].map(r => m[3 * r]! * size[0] + b * m[3 * r + 1]! * size[1] + c * m[3 * r + 2]! * size[2]);
      longest = Math.max(longest, Math.hypot(...v));
    }
  return longest / 2;
}

/** Offsets in mm of a voxel's sub-samples from its centre, x y z one after the other. */
function subsampleOffsets({ spacingMm }: Geometry, m: readonly number[]): Float64Array {
  const [ni, nj, nk] = spacingMm.map(s => Math.min(MOST_SUBSAMPLES, Math.max(1, Math.ceil(s / SUBSAMPLE_MM)))) as [number, number, number];
  const offsets: number[] = [];
  for (let c = 0; c < nk; c++)
    for (let b = 0; b < nj; b++)
      for (let a = 0; a < ni; a++) {
        const [u, v, w] = [(a + 0.5) / ni - 0.5, (b + 0.5) / nj - 0.5, (c + 0.5) / nk - 0.5];
        for (let r = 0; r < 3; r++) offsets.push(m[3 * r]! * u + m[3 * r + 1]! * v + m[3 * r + 2]! * w);
      }
  return Float64Array.from(offsets);
}

interface BlockWalk {
  readonly shape: LesionShape;
  readonly geometry: Geometry;
  readonly frame: LesionFrame;
  readonly low: number;
  readonly high: number;
  /** Called for voxels of blocks that lie inside as a whole. */
  readonly fill: (at: number) => void;
}

/** Visits every voxel of the blocks (about 5 mm) that the surface may cross. */
function eachNearBlock({ shape, geometry, frame, low, high, fill }: BlockWalk, visit: (i: number, j: number, k: number) => void): void {
  const size = geometry.spacingMm.map(s => Math.max(1, Math.round(5 / s))) as unknown as Vec3;
  const margin = shape.steepness * halfDiagonalMm(frame.m, size);
  const [columns, rows, slices] = geometry.dimensions;
  for (let k = 0; k < slices; k += size[2])
    for (let j = 0; j < rows; j += size[1])
      for (let i = 0; i < columns; i += size[0]) {
        const middle = [i + (size[0] - 1) / 2, j + (size[1] - 1) / 2, k + (size[2] - 1) / 2] as const;
        const value = shape.valueAt(frame.x(...middle), frame.y(...middle), frame.z(...middle));
        if (value - margin > high) continue;
        const inside = value + margin < low;
        for (let c = k; c < Math.min(slices, k + size[2]); c++)
          for (let b = j; b < Math.min(rows, j + size[1]); b++)
            for (let a = i; a < Math.min(columns, i + size[0]); a++) {
              if (inside) fill(a + columns * (b + rows * c));
              else visit(a, b, c);
            }
      }
}
