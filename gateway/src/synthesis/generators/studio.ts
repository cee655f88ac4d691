import { crop, type Box } from '../../volume/crop.ts';
import { voxelCount, type Geometry, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume, type HuVolume, type Volume } from '../../volume/volume.ts';
import { boxAround } from '../frame/box-around.ts';
import { makeDraws } from '../draws.ts';
import { defineGenerator, type GeneratedLesion, type GenerationRequest, type GeneratorTools } from '../generator.ts';
import { labelled } from '../shape/labelled.ts';
import { lesionFrame } from '../frame/lesion-frame.ts';
import type { LesionShape } from '../shape/lattice-shape.ts';
import { LATTICE_RADII, makeLesionShape } from '../shape/lesion-shape.ts';
import { nearestOutside } from '../frame/nearest-outside.ts';
import { FREE_GROWTH, LARGEST_GROWTH, rasterise } from '../shape/rasterise.ts';
import { shapeBox } from '../shape/shape-cells.ts';
import { shapeWarnings } from '../shape/shape-warnings.ts';
import { voxelReachMm } from '../frame/voxel-reach.ts';
import { resolveLook, type StudioLook } from './studio/look.ts';
import { massReach } from './studio/mass-reach.ts';
import { CAPSULE_SDS, EDGE_SDS, paint } from './studio/paint.ts';
import { studioParameters } from './studio/parameters.ts';

/** What no kind draws more of: edge, capsule, and reach of the mass effect in radii. */
const DRAWN = { edgeSigmaMm: 4, capsuleMm: 2, massReachRadii: 1.9 };
/** Room for voxels that only reach in, mm. */
const VOXEL_MM = 5;

/**
 * Hand-crafted lesions on the scan's own grid: a deformed, turned ellipsoid of exact volume that replaces the structure under it
 * (vessels go, the scanner's noise stays), with slow heterogeneity, optional dark core, capsule and displacement of what lies around.
 */
export const studio = defineGenerator({
  name: 'studio',
  title: 'Studio',
  description: 'Hand-crafted lesion: exact volume, contrast by phase, the scan\'s own noise, optional mass effect, capsule and dark core.',
  version: '2.2.1',
  parameters: studioParameters,
  followsKinds: true,
  cropsItself: true,
  marginMm,
  generate,
});

function marginMm(radiusMm: number, parameters: Readonly<Record<string, unknown>> = {}): number {
  const { edgeSigmaMm, capsuleMm, massReachRadii } = { ...DRAWN, ...(parameters['massMap'] === 'incompressible' ? { massReachRadii: 2.5 } : {}), ...parameters } as typeof DRAWN;
  return Math.max(LATTICE_RADII * radiusMm + Math.max(EDGE_SDS * edgeSigmaMm, CAPSULE_SDS * capsuleMm), massReachRadii * radiusMm) + VOXEL_MM;
}

async function generate(request: GenerationRequest, { kernels }: GeneratorTools): Promise<GeneratedLesion> {
  const { lesion: { centreLps, radiusMm, seed } } = request;
  const look = resolveLook(request);
  const shape = makeLesionShape({ ...look, radiusMm, draws: makeDraws({ seed, stage: 'shape' }) });
  const { box, borderMm } = surroundings(request, look, shape);
  const ct = crop<Float32Array | Int16Array>(request.ct, box) as HuVolume;
  const organMask = borderMm < Infinity ? crop(request.organMask, box) : allOrgan(ct.geometry);
  const mask = borderMm < Infinity ? kernels.upload(organMask.voxels) : undefined;
  const filled = await rasterise(kernels, { shape, centreLps, organMask, borderMm, ...(mask ? { mask } : {}) });
  const rimMm = rimOf(look);
  const mass = massReach({ wantedMm: look.massReachMm, borderMm, shapeMm: shape.reachMm });
  const delta = await paint(kernels, { request, look, shape, filled, ct, massReachMm: mass.reachMm, reachMm: filled.reachMm + rimMm, rimMm, ...(mask ? { mask } : {}) });

  const [share, deltaHu] = await Promise.all([kernels.read(filled.occupancy), kernels.read(delta)]);
  const { occupancy, label, subVoxel } = labelled(share, organMask, filled.region);
  return {
    box,
    copy: ct,
    deltaHu: makeVolume(ct.geometry, deltaHu),
    occupancy,
    label,
    provenance: { ...look.recipe, usedMassReachMm: mass.reachMm, levelMm: filled.levelMm, volumeShare: filled.volumeShare },
    warnings: [...look.warnings, ...mass.warnings, ...shapeWarnings(filled.volumeShare, subVoxel)],
  };
}

/** The mask where no border is near enough to be met. */
const allOrgan = (geometry: Geometry): Volume<Uint8Array> => makeVolume(geometry, new Uint8Array(voxelCount(geometry)).fill(1));

/** How far beyond the shape a voxel may be touched, mm. */
const rimOf = ({ edgeSigmaMm, capsuleHu, capsuleMm }: StudioLook): number => Math.max(EDGE_SDS * edgeSigmaMm, capsuleHu > 0 ? CAPSULE_SDS * capsuleMm : 0);

/** The part of the crop that may change, and the distance to the organ's border where that is near enough to matter. */
function surroundings({ ct: { geometry }, organMask, lesion: { centreLps } }: GenerationRequest, look: StudioLook, shape: LesionShape): { box: Box; borderMm: number } {
  const frame = lesionFrame(geometry, centreLps);
  const around = 2 * voxelReachMm(frame);
  const rimMm = rimOf(look);
  const borderMm = nearestOutside(organMask, frame, Math.max(FREE_GROWTH * shape.reachMm + rimMm, look.massReachMm) + around + BORDER_BLUR_MM);
  const growth = borderMm < Infinity ? LARGEST_GROWTH : FREE_GROWTH;
  const own = shapeBox(shape, geometry, { frame, levelMm: growth * shape.levelMm, marginMm: rimMm + around });
  const moved = boxAround(geometry, centreLps, look.massReachMm > 0 ? look.massReachMm + around : 0);
  return { box: own ? jointBox(own, moved) : moved, borderMm };
}

const jointBox = (a: Box, b: Box): Box => ({ low: a.low.map((v, axis) => Math.min(v, b.low[axis]!)) as unknown as Vec3, high: a.high.map((v, axis) => Math.max(v, b.high[axis]!)) as unknown as Vec3 });

/** The organ's border is felt this far away, mm. */
const BORDER_BLUR_MM = 6;
