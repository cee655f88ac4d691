import { crop, growBox, paste, type Box } from '../../volume/crop.ts';
import { lpsToIjk, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume, type HuVolume } from '../../volume/volume.ts';
import { defineGenerator, type GeneratedLesion, type GenerationRequest } from '../generator.ts';
import { LATTICE_RADII, makeLesionShape } from '../lesion-shape.ts';
import { lesionFrame, rasterise } from '../rasterise.ts';
import { makeDraws } from '../draws.ts';
import { labelOccupancy } from '../label-occupancy.ts';
import { studioParameters } from './studio/parameters.ts';
import { resolveLook, type StudioLook } from './studio/look.ts';
import { paint } from './studio/paint.ts';
import type { SynthesisWarning } from '../warning.ts';

/** Room for the edge blur and the capsule beyond the shape, mm. */
const RIM_MM = 6;

/**
 * Hand-crafted lesions on the scan's own grid: a deformed, turned ellipsoid of exact volume that replaces the structure under it
 * (vessels go, the scanner's noise stays), with slow heterogeneity, optional dark core, capsule and displacement of what lies around.
 */
export const studio = defineGenerator({
  name: 'studio',
  title: 'Studio',
  description: 'Hand-crafted lesion: exact volume, contrast by phase, the scan\'s own noise, optional mass effect, capsule and dark core.',
  version: '1.0.0',
  parameters: studioParameters,
  marginMm: radiusMm => LATTICE_RADII * radiusMm + RIM_MM,
  generate: async request => generate(request),
});

function generate(request: GenerationRequest): GeneratedLesion {
  const { ct, organMask, lesion } = request;
  const { centreLps, radiusMm, seed } = lesion;
  const look = resolveLook(request);
  const shape = makeLesionShape({ ...look, radiusMm, draws: makeDraws({ seed, stage: 'shape' }) });
  const { occupancy, levelMm, volumeShare } = rasterise({ shape, radiusMm, centreLps, organMask });

  const box = touchedBox(request, look, Math.max(1, levelMm / shape.levelMm) * shape.reachMm);
  const inner = crop(makeVolume(ct.geometry, occupancy), box);
  const innerCt = crop<Float32Array | Int16Array>(ct, box) as HuVolume;
  const innerOrgan = crop(organMask, box);
  const frame = lesionFrame(innerCt.geometry, centreLps);
  const delta = paint({ request, look, shape, levelMm, frame, ct: innerCt, organMask: innerOrgan, occupancy: inner.voxels });

  const deltaHu = makeVolume(ct.geometry, new Float32Array(occupancy.length));
  paste(deltaHu, makeVolume(innerCt.geometry, delta), box);
  for (let v = 0; v < occupancy.length; v++) if (organMask.voxels[v] === 0) occupancy[v] = 0;
  const { label, subVoxel } = labelOccupancy(occupancy);
  return {
    deltaHu,
    occupancy: makeVolume(ct.geometry, occupancy),
    label: makeVolume(ct.geometry, label),
    provenance: { ...look.recipe, levelMm, volumeShare },
    warnings: [...look.warnings, ...shapeWarnings(volumeShare, subVoxel)],
  };
}

/** The part of the crop that may change, or holds what the changes are computed from. */
function touchedBox({ ct, lesion }: GenerationRequest, look: StudioLook, reachMm: number): Box {
  const { dimensions } = ct.geometry;
  const nearest = lpsToIjk(ct.geometry, lesion.centreLps).map((v, axis) => Math.min(dimensions[axis]! - 1, Math.max(0, Math.round(v))));
  const centre: Box = { low: nearest as unknown as Vec3, high: nearest.map(v => v + 1) as unknown as Vec3 };
  return growBox(centre, ct.geometry, Math.max(reachMm + RIM_MM, look.massReachMm) + Math.max(...ct.geometry.spacingMm) / 2);
}

function shapeWarnings(volumeShare: number, subVoxel: boolean): readonly SynthesisWarning[] {
  const warnings: SynthesisWarning[] = [];
  if (volumeShare < 0.97) warnings.push({ code: 'lesion/cut-by-organ', message: `The organ's border cuts the lesion: it has ${Math.round(100 * volumeShare)} % of the volume asked for.` });
  if (subVoxel) warnings.push({ code: 'lesion/sub-voxel', message: 'The lesion fills no voxel by half; only its fullest voxel is labelled.' });
  return warnings;
}
