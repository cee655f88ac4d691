import type { Field } from '../../kernels/field.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { crop, paste, type Box } from '../../volume/crop.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import { makeVolume, type Volume } from '../../volume/volume.ts';
import { boxAround } from '../frame/box-around.ts';
import { makeDraws } from '../draws.ts';
import { ELASTIC_REACH, elasticEllipsoid } from '../shape/elastic-ellipsoid.ts';
import type { GenerationRequest } from '../generator.ts';
import { labelled } from '../shape/labelled.ts';
import type { LesionShape } from '../shape/lattice-shape.ts';
import { LARGEST_GROWTH, rasterise } from '../shape/rasterise.ts';

/** A lesion's drawn shape in its place in the scan; a network is asked only what it looks like. */
export interface HostedLesion {
  readonly centreLps: Vec3;
  readonly shape: LesionShape;
  /** The shape's values on the backend. */
  readonly lattice: Field<'i32'>;
  /** The level that gives the asked volume inside the organ. */
  readonly levelMm: number;
  /** No voxel farther from the centre is touched, mm. */
  readonly reachMm: number;
  readonly volumeShare: number;
  /** The part of the scan's crop that may change. */
  readonly box: Box;
  /** 1 = organ, in the box. */
  readonly organ: Volume<Uint8Array>;
  /** In the box, cut to the organ. */
  readonly occupancy: Float32Array;
  readonly label: Uint8Array;
  readonly subVoxel: boolean;
}

/** Room for blur beyond the shape, mm: a chest network's mask is blurred by up to two voxels of 5 mm. */
const RIM_MM = 26;

/** How far a hosted lesion of a radius may change the scan, mm. */
export const hostedReachMm = (radiusMm: number): number => LARGEST_GROWTH * ELASTIC_REACH * radiusMm + RIM_MM;

/** Draws the shape (the published elastic ellipsoid at its exact volume) and fills the scan's voxels with it. `deformation`: SD of the elastic nodes in radii. */
export async function hostedLesion({ ct, organMask, lesion: { centreLps, radiusMm, seed } }: GenerationRequest, kernels: Kernels, deformation: number): Promise<HostedLesion> {
  const draws = makeDraws({ seed, stage: 'shape' });
  const halfAxesMm = [0, 1, 2].map(n => radiusMm * draws.uniform(`half axis ${n}`, 0.75, 1.25)) as unknown as Vec3;
  const { shape } = elasticEllipsoid({ radiusMm, halfAxesMm, sigmaMm: deformation * radiusMm, exactVolume: true, draws });
  const box = boxAround(ct.geometry, centreLps, hostedReachMm(radiusMm));
  const organ = crop(organMask, box);
  const { occupancy: filled, ...rest } = await rasterise(kernels, { shape, centreLps, organMask: organ });
  const { occupancy, label, subVoxel } = labelled(await kernels.read(filled), organ);
  return { centreLps, shape, box, organ, occupancy: occupancy.voxels, label: label.voxels, subVoxel, ...rest };
}

/** Numbers of the box as a volume of the whole crop, 0 elsewhere. */
export function fillBox<V extends Float32Array | Uint8Array>({ ct: { geometry, voxels } }: GenerationRequest, { box, organ }: HostedLesion, part: V): Volume<V> {
  const whole = makeVolume(geometry, new (part.constructor as new (length: number) => V)(voxels.length));
  paste(whole, makeVolume(organ.geometry, part), box);
  return whole;
}
