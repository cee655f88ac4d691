import { gaussianBlur } from '../../../kernels/gaussian-blur/gaussian-blur.ts';
import type { Kernels } from '../../../kernels/kernels.ts';
import { trilinearSampler } from '../../../kernels/trilinear/reference.ts';
import type { HuVolume, Volume } from '../../../volume/volume.ts';
import { makeDraws } from '../../draws.ts';
import type { GenerationRequest } from '../../generator.ts';
import type { Lattice } from '../../frame/lattice.ts';
import { lesionFrame, type LesionFrame } from '../../frame/lesion-frame.ts';
import { opacityOf, SUPPORT } from '../../fields/opacity-of.ts';
import { structureOf } from '../../fields/structure-of.ts';
import { territoryOf } from '../../fields/territory-of.ts';
import { textureOf } from '../../fields/texture-of.ts';
import { FULL } from './grow.ts';
import type { AutomatonLook } from './look.ts';

export interface PaintOptions {
  readonly request: GenerationRequest;
  readonly look: AutomatonLook;
  readonly lattice: Lattice;
  /** Cells at each lattice place, 0..10, and 1 where they have died. */
  readonly cells: Uint8Array;
  readonly dead: Uint8Array;
  /** The part of the scan to paint on, its organ mask and the lesion's occupancy there. */
  readonly ct: HuVolume;
  readonly organMask: Volume<Uint8Array>;
  readonly occupancy: Float32Array;
}

/** Vessels begin this many SDs above the parenchyma's mean. */
const VESSEL_SDS = 1;

/**
 * HU difference of a grown lesion: contrast times the share of cells (the rim, where they are few, is faint), slow variation, a darker dead part, and
 * vessels inside that lose brightness. The scan's noise stays. Exactly 0 outside the support.
 */
export async function paint(kernels: Kernels, options: PaintOptions): Promise<Float32Array> {
  const { request: { statistics, lesion }, look, lattice, ct, organMask, occupancy } = options;
  const { geometry } = ct;
  const frame = lesionFrame(geometry, lesion.centreLps);
  const blurred = (values: Float32Array) => opacityOf(kernels, kernels.upload(averageOver(values, { lattice, frame, ct, occupancy })), { geometry, edgeSigmaMm: look.edgeSigmaMm });
  const density = blurred(Float32Array.from(options.cells, n => n / FULL));
  const hasDead = look.necrosisShare > 0 && options.dead.includes(1);
  const death = hasDead ? await kernels.read(blurred(softened(options.dead, lattice))) : undefined;
  const deathHu = Math.max(look.necrosisHu, Math.min(0, -(statistics.meanHu + look.contrastHu)));
  const sdHu = look.heterogeneity * Math.abs(look.contrastHu);
  const reachMm = 2.2 * lesion.radiusMm + 8 + geometry.spacingMm[2];
  const texture = await textureOf(kernels, { geometry, frame, opacity: density, lengthMm: look.heterogeneityMm, sdHu, reachMm, draws: makeDraws({ seed: lesion.seed, stage: 'texture' }) });
  const slow = await kernels.read(texture.field);
  const structure = await kernels.read(structureOf(kernels, kernels.upload(ct.voxels), { geometry, statistics }));
  const territory = await kernels.read(territoryOf(kernels, kernels.upload(organMask.voxels), { geometry }));
  const opacity = await kernels.read(density);
  const vesselHu = statistics.meanHu + VESSEL_SDS * statistics.sdHu;
  return opacity.map((share, v) => {
    if (territory[v]! <= 0 || share < SUPPORT) return 0;
    const vessel = look.vesselDimming * Math.max(0, structure[v]! - vesselHu);
    const slowHu = (slow[v]! - texture.mean) * texture.scale;
    return Math.min(1, territory[v]! / 0.75) * (share * (look.contrastHu + slowHu - vessel) + deathHu * (death?.[v] ?? 0));
  });
}

/** A dead part has no sharp edge. */
function softened(dead: Uint8Array, { count }: Lattice): Float32Array {
  return gaussianBlur(Float32Array.from(dead), { dimensions: [count, count, count], sigmaVoxels: [1, 1, 1] });
}

interface Target {
  readonly lattice: Lattice;
  readonly frame: LesionFrame;
  readonly ct: HuVolume;
  readonly occupancy: Float32Array;
}

/** Mean of a lattice field over each voxel that the lesion touches (thick slices: over layers of a lattice step). */
function averageOver(values: Float32Array, { lattice: { count, stepMm, originMm: [x0, y0, z0] }, frame, ct: { geometry }, occupancy }: Target): Float32Array {
  const sampler = trilinearSampler(values, [count, count, count]);
  const [columns, rows, slices] = geometry.dimensions;
  const layers = Math.max(1, Math.ceil(geometry.spacingMm[2] / stepMm));
  const means = new Float32Array(occupancy.length);
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++) {
        if (occupancy[at] === 0) continue;
        for (let layer = 0; layer < layers; layer++) {
          const w = k + (layer + 0.5) / layers - 0.5;
          means[at]! += sampler((frame.x(i, j, w) - x0) / stepMm, (frame.y(i, j, w) - y0) / stepMm, (frame.z(i, j, w) - z0) / stepMm) / layers;
        }
      }
  return means;
}
