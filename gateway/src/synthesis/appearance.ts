import { gaussianBlur } from '../kernels/gaussian-blur/reference.ts';
import { latticeNoise } from '../kernels/lattice-noise/reference.ts';
import type { Geometry, Vec3 } from '../volume/geometry.ts';
import type { Volume } from '../volume/volume.ts';
import type { Draws } from './draws.ts';
import type { LesionFrame } from './rasterise.ts';
import type { OrganStatistics } from './statistics.ts';

/** Width of the blur that parts structure from noise, mm. */
const STRUCTURE_MM = 1.5;
/** A residual up to this many noise SDs is noise; beyond it fades to none at the second, where it is an edge. */
const NOISE_SDS = [3, 4.5] as const;

const sigmaVoxels = (geometry: Geometry, sigmaMm: number): Vec3 => geometry.spacingMm.map(s => sigmaMm / s) as unknown as Vec3;

/** Values this many SDs from the organ's mean (vessels, fat) do not count where the organ's own slow variation is measured. */
const FOREIGN_SDS = 3;

/**
 * The scan without its fine noise: f minus what is left of f - G_1.5mm f where that is small. Vessels, borders and slow changes stay
 * whole; the blur sees the mean in place of foreign tissue, so that no vessel leaves a halo.
 */
export function structureOf(f: Float32Array, geometry: Geometry, { meanHu, sdHu, noiseSdHu }: OrganStatistics): Float32Array {
  const tissue = f.map(hu => (Math.abs(hu - meanHu) > FOREIGN_SDS * sdHu ? meanHu : hu));
  const structure = gaussianBlur(tissue, { dimensions: geometry.dimensions, sigmaVoxels: sigmaVoxels(geometry, STRUCTURE_MM) });
  const [sure, none] = [NOISE_SDS[0] * noiseSdHu, NOISE_SDS[1] * noiseSdHu];
  for (let v = 0; v < f.length; v++) {
    const residual = f[v]! - structure[v]!;
    const size = Math.abs(residual);
    const noise = size <= sure ? residual : size >= none ? 0 : (Math.sign(residual) * sure * (none - size)) / (none - sure);
    structure[v] = f[v]! - noise;
  }
  return structure;
}

/** Lesion opacity: occupancy blurred by the edge width in plane, and through slices by what their thickness has not blurred yet. */
export function opacityOf(occupancy: Float32Array, geometry: Geometry, edgeSigmaMm: number): Float32Array {
  const thick = geometry.spacingMm[2];
  const through = Math.sqrt(Math.max(0, edgeSigmaMm ** 2 - thick ** 2 / 12));
  const [i, j] = sigmaVoxels(geometry, edgeSigmaMm);
  return gaussianBlur(occupancy, { dimensions: geometry.dimensions, sigmaVoxels: [i, j, through / thick] });
}

/** Share of organ around each voxel, 0..1: the mask blurred as the scan blurs the organ's border. 1 everywhere when no border is near. */
export function organShare(mask: Volume<Uint8Array>): Float32Array {
  if (mask.voxels.every(v => v === 1)) return new Float32Array(mask.voxels.length).fill(1);
  const { geometry } = mask;
  return gaussianBlur(Float32Array.from(mask.voxels), { dimensions: geometry.dimensions, sigmaVoxels: sigmaVoxels(geometry, STRUCTURE_MM) });
}

export interface HeterogeneityOptions {
  readonly geometry: Geometry;
  readonly frame: LesionFrame;
  /** Where the field is wanted, and the weight of each voxel in its mean and SD. */
  readonly opacity: Float32Array;
  readonly lengthMm: number;
  readonly sdHu: number;
  readonly reachMm: number;
  readonly draws: Draws;
}

/** Slow HU variation inside a lesion: mean 0 and the asked SD over the lesion's own voxels, after averaging through thick slices. */
export function heterogeneity({ geometry, frame, opacity, lengthMm, sdHu, reachMm, draws }: HeterogeneityOptions): Float32Array {
  const field = new Float32Array(opacity.length);
  if (sdHu <= 0) return field;
  const noise = latticeNoise({ key: draws.key, stream: 2, nodeMm: lengthMm / 1.15, reachMm });
  const [columns, rows, slices] = geometry.dimensions;
  const layers = Math.max(1, Math.ceil(geometry.spacingMm[2] / (lengthMm / 2)));
  let [weight, sum, squares] = [0, 0, 0];
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++) {
        const w = opacity[at]!;
        if (w < SUPPORT) continue;
        let value = 0;
        for (let layer = 0; layer < layers; layer++) {
          const z = k + (layer + 0.5) / layers - 0.5;
          value += noise(frame.x(i, j, z), frame.y(i, j, z), frame.z(i, j, z)) / layers;
        }
        field[at] = value;
        weight += w;
        sum += w * value;
        squares += w * value * value;
      }
  const mean = sum / weight;
  const scale = sdHu / Math.max(1e-6, Math.sqrt(Math.max(0, squares / weight - mean * mean)));
  for (let v = 0; v < field.length; v++) if (opacity[v]! >= SUPPORT) field[v] = (field[v]! - mean) * scale;
  return field;
}

/** Opacity below which a voxel is not touched. */
export const SUPPORT = 1e-3;

/** 0 below low, 1 above high, smooth between. */
export function smoothstep(value: number, low: number, high: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
