import { gaussianBlur } from '../../../kernels/gaussian-blur/reference.ts';
import { trilinearSampler } from '../../../kernels/trilinear/reference.ts';
import type { HuVolume, Volume } from '../../../volume/volume.ts';
import { heterogeneity, opacityOf, organShare, structureOf, SUPPORT } from '../../appearance.ts';
import { makeDraws } from '../../draws.ts';
import type { GenerationRequest } from '../../generator.ts';
import type { Lattice } from '../../lattice.ts';
import { lesionFrame, type LesionFrame } from '../../rasterise.ts';
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
export function paint(options: PaintOptions): Float32Array {
  const { request: { statistics, lesion }, look, lattice, ct, organMask, occupancy } = options;
  const { geometry } = ct;
  const frame = lesionFrame(geometry, lesion.centreLps);
  const sample = (values: Float32Array) => averageOver(values, { lattice, frame, ct, occupancy });
  const opacity = opacityOf(sample(Float32Array.from(options.cells, n => n / FULL)), geometry, look.edgeSigmaMm);
  const hasDead = look.necrosisShare > 0 && options.dead.includes(1);
  const death = hasDead ? opacityOf(sample(softened(options.dead, lattice)), geometry, look.edgeSigmaMm) : undefined;
  const darkest = -(statistics.meanHu + look.contrastHu);
  const deathHu = Math.max(look.necrosisHu, Math.min(0, darkest));
  const structure = structureOf(Float32Array.from(ct.voxels), geometry, statistics);
  const share = organShare(organMask);
  const slow = heterogeneity({
    geometry,
    frame,
    opacity,
    lengthMm: look.heterogeneityMm,
    sdHu: look.heterogeneity * Math.abs(look.contrastHu),
    reachMm: 2.2 * lesion.radiusMm + 8,
    draws: makeDraws({ seed: lesion.seed, stage: 'texture' }),
  });
  const vesselHu = statistics.meanHu + VESSEL_SDS * statistics.sdHu;
  const delta = new Float32Array(opacity.length);
  for (let v = 0; v < delta.length; v++) {
    if (organMask.voxels[v] === 0 || opacity[v]! < SUPPORT) continue;
    const belongs = Math.min(1, share[v]! / 0.75);
    const vessel = look.vesselDimming * Math.max(0, structure[v]! - vesselHu);
    delta[v] = belongs * (opacity[v]! * (look.contrastHu + slow[v]! - vessel) + deathHu * (death?.[v] ?? 0));
  }
  return delta;
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
