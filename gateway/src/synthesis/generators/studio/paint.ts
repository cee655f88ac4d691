import type { HuVolume, Volume } from '../../../volume/volume.ts';
import { heterogeneity, opacityOf, organShare, smoothstep, structureOf, SUPPORT } from '../../appearance.ts';
import { makeDraws } from '../../draws.ts';
import type { GenerationRequest } from '../../generator.ts';
import type { LesionShape } from '../../lesion-shape.ts';
import type { OrganStatistics } from '../../statistics.ts';
import { massEffect } from '../../mass-effect.ts';
import type { LesionFrame } from '../../rasterise.ts';
import type { StudioLook } from './look.ts';

export interface PaintOptions {
  readonly request: GenerationRequest;
  readonly look: StudioLook;
  readonly shape: LesionShape;
  readonly levelMm: number;
  readonly frame: LesionFrame;
  /** The part of the scan to paint on, its organ mask and the lesion's occupancy there. */
  readonly ct: HuVolume;
  readonly organMask: Volume<Uint8Array>;
  readonly occupancy: Float32Array;
}

/** HU difference that turns the scan into one with the lesion; exactly 0 outside its support. */
export function paint(options: PaintOptions): Float32Array {
  const { request: { statistics, lesion }, look, frame, ct, organMask, occupancy } = options;
  const { geometry } = ct;
  const f = Float32Array.from(ct.voxels);
  const structure = structureOf(f, geometry, statistics);
  const share = organShare(organMask);
  const delta = massEffect({ geometry, frame, structureHu: structure, strength: look.massEffect, reachMm: massReachInOrgan(options) });
  const opacity = opacityOf(occupancy, geometry, look.edgeSigmaMm);
  const slow = heterogeneity({
    geometry,
    frame,
    opacity,
    lengthMm: look.heterogeneityMm,
    sdHu: look.heterogeneity * Math.abs(look.contrastHu),
    reachMm: 2.2 * lesion.radiusMm + 8,
    draws: makeDraws({ seed: lesion.seed, stage: 'texture' }),
  });
  const extraHu = rimAndCore(options);
  for (let v = 0; v < delta.length; v++) {
    const inOrgan = organMask.voxels[v] === 1;
    if (!inOrgan) delta[v] = 0;
    const touched = opacity[v]! >= SUPPORT;
    if (!touched && !(inOrgan && extraHu?.[v])) continue;
    const belongs = inOrgan ? Math.min(1, share[v]! / 0.75) : looksLikeOrgan(structure[v]!, share[v]!, statistics);
    // Well inside the organ the lesion replaces the structure under it; near the border, which must keep its shape, it only adds.
    const replace = smoothstep(share[v]!, 0.8, 0.98);
    const below = replace * (structure[v]! + delta[v]!) + (1 - replace) * statistics.meanHu;
    const noise = f[v]! - structure[v]!;
    const lesionHu = statistics.meanHu + look.contrastHu + slow[v]! - below + replace * (look.noiseGain - 1) * noise;
    delta[v]! += belongs * ((touched ? opacity[v]! * lesionHu : 0) + (extraHu?.[v] ?? 0));
  }
  return delta;
}

/**
 * How far a voxel just outside the mask belongs to the organ all the same, 0..1. Masks often end a millimetre or two inside the visible
 * border; a lesion that stopped there would leave a bright rim.
 */
function looksLikeOrgan(structureHu: number, share: number, { meanHu, sdHu }: OrganStatistics): number {
  if (share < 0.03 || structureHu > meanHu + 2 * sdHu) return 0;
  const spread = Math.max(10, sdHu / 2);
  return smoothstep(structureHu, meanHu - 3 * spread, meanHu - spread) * smoothstep(share, 0.03, 0.2);
}

/** The ball that moves must lie inside the organ: it shrinks to the nearest border, and to nothing when the lesion itself touches it. */
function massReachInOrgan({ look, organMask, frame, shape }: PaintOptions): number {
  if (look.massEffect <= 0) return 0;
  const [columns, rows, slices] = organMask.geometry.dimensions;
  let nearest = look.massReachMm ** 2;
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++) if (organMask.voxels[at] === 0) nearest = Math.min(nearest, frame.x(i, j, k) ** 2 + frame.y(i, j, k) ** 2 + frame.z(i, j, k) ** 2);
  return Math.sqrt(nearest) > shape.reachMm ? Math.sqrt(nearest) : 0;
}

/** Bright rim and dark core, HU, on voxels the lesion or its rim touches; undefined when neither is asked for. */
function rimAndCore({ look, shape, levelMm, frame, ct, occupancy }: PaintOptions): Float32Array | undefined {
  if (look.capsuleHu <= 0 && look.coreShare <= 0) return undefined;
  const { dimensions: [columns, rows, slices], spacingMm } = ct.geometry;
  const layers = Math.max(1, Math.ceil(spacingMm[2] / 1.5));
  const extra = new Float32Array(occupancy.length);
  const reach = shape.reachMm * (levelMm / shape.levelMm) + 3 * look.capsuleMm;
  const core = Math.cbrt(look.coreShare);
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++)
        for (let layer = 0; layer < layers; layer++) {
          const z = k + (layer + 0.5) / layers - 0.5;
          const [px, py, pz] = [frame.x(i, j, z), frame.y(i, j, z), frame.z(i, j, z)];
          const distance = Math.sqrt(px * px + py * py + pz * pz);
          if (distance > reach) continue;
          const value = shape.valueAt(px, py, pz) / levelMm;
          const outside = distance * (1 - 1 / Math.max(value, 0.05)); // mm beyond the surface, along the ray from the centre
          if (look.coreShare > 0 && value < 1) extra[at]! += (look.coreHu * (1 - smoothstep(value, core - 0.12, core + 0.12))) / layers;
          if (look.capsuleHu > 0 && Math.abs(outside) < 3 * look.capsuleMm) extra[at]! += (look.capsuleHu * Math.exp(-(outside ** 2) / (2 * look.capsuleMm ** 2))) / layers;
        }
  return extra;
}
