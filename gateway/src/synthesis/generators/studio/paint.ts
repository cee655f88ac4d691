import type { Field } from '../../../kernels/field.ts';
import type { RowSpans } from '../../../kernels/kernel.ts';
import type { Kernels } from '../../../kernels/kernels.ts';
import { lesionBlendKernel } from '../../../kernels/lesion-blend/kernel.ts';
import { lesionDetailKernel } from '../../../kernels/lesion-detail/kernel.ts';
import { PULL_MAPS } from '../../../kernels/pull-warp/pull-factor.ts';
import { pullWarpKernel } from '../../../kernels/pull-warp/kernel.ts';
import { joinSpans, swellSpans } from '../../../kernels/row-spans.ts';
import { marginVoxels } from '../../../volume/crop.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import type { HuVolume } from '../../../volume/volume.ts';
import { ballSpans } from '../../frame/ball-spans.ts';
import { makeDraws } from '../../draws.ts';
import type { GenerationRequest } from '../../generator.ts';
import type { LesionShape } from '../../shape/lattice-shape.ts';
import { lesionFrame, type LesionFrame } from '../../frame/lesion-frame.ts';
import { opacityOf, SUPPORT } from '../../fields/opacity-of.ts';
import type { RasterisedLesion } from '../../shape/rasterise.ts';
import { shapeSpans } from '../../shape/shape-cells.ts';
import { integerLevel, shapeOnGrid } from '../../shape/shape-on-grid.ts';
import { structureOf } from '../../fields/structure-of.ts';
import { territoryOf } from '../../fields/territory-of.ts';
import { textureOf } from '../../fields/texture-of.ts';
import { voxelReachMm } from '../../frame/voxel-reach.ts';
import type { StudioLook } from './look.ts';

export interface PaintOptions {
  readonly request: GenerationRequest;
  readonly look: StudioLook;
  readonly shape: LesionShape;
  readonly filled: RasterisedLesion;
  /** The part of the scan to paint on. */
  readonly ct: HuVolume;
  /** 1 = organ, there; absent where no border is near. */
  readonly mask?: Field<'f32'>;
  /** Radius of the ball that the mass effect moves, mm; 0 when nothing moves. */
  readonly massReachMm: number;
  /** Radius of the ball that the lesion with its rim fills, mm. */
  readonly reachMm: number;
  /** How far beyond the shape the lesion is seen, mm. */
  readonly rimMm: number;
}

/** The edge is below the support this many SDs beyond the shape. */
export const EDGE_SDS = 3.2;
/** A capsule ends this many SDs from the surface. */
export const CAPSULE_SDS = 3;
/** Sub-samples through a slice for capsule and core, mm apart. */
const LAYER_MM = 1.5;

/** HU difference that turns the scan into one with the lesion; exactly 0 outside its support. */
export async function paint(kernels: Kernels, options: PaintOptions): Promise<Field<'f32'>> {
  const { request: { statistics, lesion }, look, filled, ct: { geometry, voxels }, mask, massReachMm } = options;
  const { dimensions } = geometry;
  const frame = lesionFrame(geometry, lesion.centreLps);
  const region = lesionSpans(frame, options);
  const { moved, read } = massSpans(region, { dimensions, frame, massReachMm });

  const f = kernels.upload(voxels);
  const structure = structureOf(kernels, f, { geometry, statistics, region: read });
  const pull = { map: PULL_MAPS.indexOf(look.massMap), strength: look.massEffect, radiusMm: lesion.radiusMm, reachMm: massReachMm };
  const displaced = massReachMm > 0 ? kernels.run(pullWarpKernel, { inputs: [structure], parameters: { dimensions: [...dimensions, 0], ...frame.rows, ...frame.inverse, ...pull }, length: f.length, region: moved, sparse: true }) : structure;
  const opacity = opacityOf(kernels, filled.occupancy, { geometry, edgeSigmaMm: look.edgeSigmaMm, region, support: filled.region, truncate: EDGE_SDS });
  const territory = mask ? territoryOf(kernels, mask, { geometry, region: moved }) : kernels.upload(new Float32Array(1));
  const detail = await detailOf(kernels, { ...options, opacity, region });
  const { meanHu, sdHu } = statistics;
  const parameters = { dimensions: [...dimensions, 0] as const, bounded: mask ? 1 : 0, meanHu, sdHu, contrastHu: look.contrastHu, noiseGain: look.noiseGain, least: SUPPORT };
  return kernels.run(lesionBlendKernel, { inputs: [f, structure, displaced, opacity, territory, detail], parameters, length: f.length, region: moved });
}

/** The lesion's region with the voxels that move, and with those that are read for them: a place is read from the voxels around it. */
function massSpans(region: RowSpans, { dimensions, frame, massReachMm }: { readonly dimensions: Vec3; readonly frame: LesionFrame; readonly massReachMm: number }): { moved: RowSpans; read: RowSpans } {
  if (massReachMm === 0) return { moved: region, read: region };
  const within = (reachMm: number) => joinSpans(region, ballSpans(dimensions, frame, reachMm));
  return { moved: within(massReachMm), read: within(massReachMm + 2 * voxelReachMm(frame)) };
}

/** The voxels that the lesion with its edge and capsule may show in: elsewhere its opacity is below the support. */
function lesionSpans(frame: LesionFrame, { look, shape, filled, ct: { geometry }, rimMm }: PaintOptions): RowSpans {
  const { dimensions } = geometry;
  const own = swellSpans(filled.region, dimensions, marginVoxels(geometry, rimMm));
  if (look.capsuleHu === 0) return own;
  // A capsule's distance is told along the ray from the centre, which may be longer than the shortest way.
  return joinSpans(own, shapeSpans(shape, dimensions, { frame, levelMm: filled.levelMm, beyondMm: CAPSULE_SDS * look.capsuleMm + shape.lattice.stepMm / 2 }));
}

/** Slow variation, bright rim and dark core, HU times their opacity. */
async function detailOf(kernels: Kernels, { request: { lesion }, look, shape, filled, ct: { geometry }, reachMm, opacity, region }: PaintOptions & { readonly opacity: Field<'f32'>; readonly region: RowSpans }): Promise<Field<'f32'>> {
  const { dimensions, spacingMm } = geometry;
  const frame = lesionFrame(geometry, lesion.centreLps);
  const sdHu = look.heterogeneity * Math.abs(look.contrastHu);
  const draws = makeDraws({ seed: lesion.seed, stage: 'texture' });
  const texture = sdHu > 0 ? await textureOf(kernels, { geometry, frame, opacity, lengthMm: look.heterogeneityMm, sdHu, reachMm: reachMm + spacingMm[2], draws, region }) : { field: opacity, mean: 0, scale: 0 };
  const hasRim = look.capsuleHu > 0;
  const hasCore = look.coreShare > 0;
  const layers = Math.max(1, Math.ceil(spacingMm[2] / LAYER_MM));
  const parameters = {
    ...shapeOnGrid(shape, frame, { dimensions, samples: [1, 1, layers] }),
    ...frame.rows,
    detailed: hasRim || hasCore ? 1 : 0,
    level: integerLevel(shape, filled.levelMm),
    reachMm,
    mean: texture.mean,
    scale: texture.scale,
    least: SUPPORT,
    rimHu: hasRim ? look.capsuleHu : 0,
    rimMm: look.capsuleMm,
    coreHu: hasCore ? look.coreHu : 0,
    core: Math.cbrt(look.coreShare),
  };
  return kernels.run(lesionDetailKernel, { inputs: [texture.field, opacity, filled.lattice], parameters, length: opacity.length, region });
}
