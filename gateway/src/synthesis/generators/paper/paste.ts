import { bandKernel } from '../../../kernels/band/kernel.ts';
import { computeAtOnce } from '../../../kernels/cpu.ts';
import type { Field } from '../../../kernels/field.ts';
import { blur } from '../../../kernels/gaussian-blur/blur.ts';
import type { RowSpans } from '../../../kernels/kernel.ts';
import type { Kernels } from '../../../kernels/kernels.ts';
import { dilateSpans } from '../../../kernels/row-spans.ts';
import { PULL_MAPS } from '../../../kernels/pull-warp/pull-factor.ts';
import { pullWarpKernel } from '../../../kernels/pull-warp/kernel.ts';
import { replaceBlendKernel } from '../../../kernels/replace-blend/kernel.ts';
import { weightedSumKernel } from '../../../kernels/weighted-sum/kernel.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import type { HuVolume } from '../../../volume/volume.ts';
import { makeDraws } from '../../draws.ts';
import { fieldMoments } from '../../fields/field-moments.ts';
import type { GenerationRequest } from '../../generator.ts';
import { lesionFrame } from '../../frame/lesion-frame.ts';
import type { RasterisedLesion } from '../../shape/rasterise.ts';
import { opacityOf, SUPPORT } from '../../fields/opacity-of.ts';
import type { PaperLook } from './look.ts';
import { CAPSULE_SDS, EDGE_SDS, regionsOf } from './regions.ts';
import { paperTexture } from './texture.ts';

export interface PasteOptions {
  readonly request: GenerationRequest;
  readonly look: PaperLook;
  /** The part of the scan to paint on. */
  readonly ct: HuVolume;
  /** The shape on the scan's grid, before the mass effect. */
  readonly filled: RasterisedLesion;
}

export interface Pasted {
  /** HU to add. */
  readonly delta: Field<'f32'>;
  /** After the mass effect, by the CPU's kernels on every backend: it decides the label, and a last bit could move a voxel of it. */
  readonly occupancy: Float32Array;
  /** Where the occupancy may be other than 0. */
  readonly moved: RowSpans;
  readonly opacity: () => Promise<Float32Array>;
}

/** Texture, paste, mass effect on image and lesion alike, capsule: steps 5 to 9 of Hu et al. 2023, section 3.1. */
export async function paste(kernels: Kernels, options: PasteOptions): Promise<Pasted> {
  const { request: { statistics, lesion }, look, filled, ct: { geometry, voxels } } = options;
  const { dimensions } = geometry;
  const frame = lesionFrame(geometry, lesion.centreLps);
  const { opaque, textured, shown, moved, read, changed, crest, rim } = regionsOf({ geometry, frame, solid: filled.region, look });
  const grid = { dimensions: [...dimensions, 0] as const };
  const f = kernels.upload(voxels);
  const opacity = opacityOf(kernels, filled.occupancy, { geometry, edgeSigmaMm: look.edgeSigmaMm, region: opaque, support: filled.region, truncate: EDGE_SDS });
  const texture = paperTexture(kernels, { geometry, frame, region: textured, within: opaque, eta: look.textureZoom, draws: makeDraws({ seed: lesion.seed, stage: 'texture' }) });
  const { mean, sd } = look.restandardise ? await fieldMoments(kernels, texture, { weights: opacity, dimensions, region: textured }) : { mean: 0, sd: 1 };
  const parameters = { ...grid, meanHu: statistics.meanHu + look.contrastHu, gain: look.textureSdHu / Math.max(sd, 1e-6), middle: mean, least: SUPPORT };
  const pasted = kernels.run(replaceBlendKernel, { inputs: [f, opacity, texture], parameters, length: f.length, region: read, sparse: true });

  const warp = (on: Kernels, field: Field<'f32'>, where: { readonly region: RowSpans; readonly sparse?: boolean }): Field<'f32'> => {
    if (!look.pull) return field;
    const parameters = { ...grid, ...frame.rows, ...frame.inverse, ...look.pull, map: PULL_MAPS.indexOf(look.pull.map) };
    return on.run(pullWarpKernel, { inputs: [field], parameters, length: f.length, ...where });
  };
  const image = warp(kernels, pasted, { region: changed, sparse: true });
  const aroundCrest = dilateSpans(crest, dimensions, [1, 1, 1]);
  const edge = look.capsuleHu === 0 ? opacity : capsule(kernels, warp(kernels, opacity, { region: aroundCrest, sparse: true }), { look, dimensions, spacingMm: geometry.spacingMm, crest, rim });
  const delta = kernels.run(weightedSumKernel, { inputs: [image, f, edge], parameters: { ...grid, a: 1, b: -1, c: look.capsuleHu }, length: f.length, region: changed });
  const share = kernels.backend === 'cpu' ? undefined : await kernels.read(filled.occupancy);
  const onCpu = async (work: (host: Kernels, occupancy: Field<'f32'>) => Field<'f32'>): Promise<Float32Array> =>
    share ? computeAtOnce(host => work(host, host.upload(share))) : kernels.read(work(kernels, filled.occupancy));
  return {
    delta,
    occupancy: await onCpu((host, occupancy) => warp(host, occupancy, { region: moved })),
    moved,
    opacity: () => onCpu((host, occupancy) => warp(host, opacityOf(host, occupancy, { geometry, edgeSigmaMm: look.edgeSigmaMm, region: opaque, support: filled.region, truncate: EDGE_SDS }), { region: shown() })),
  };
}

interface CapsuleOptions {
  readonly look: PaperLook;
  readonly dimensions: Vec3;
  readonly spacingMm: Vec3;
  /** Where the edge may be, and its blur. */
  readonly crest: RowSpans;
  readonly rim: RowSpans;
}

/** The edge (opacity between two bounds) and its blur: e' of equations 6 to 8, which as printed adds the unblurred, broken e. */
function capsule(kernels: Kernels, opacity: Field<'f32'>, { look, dimensions, spacingMm, crest, rim }: CapsuleOptions): Field<'f32'> {
  const edge = kernels.run(bandKernel, { inputs: [opacity], parameters: { dimensions: [...dimensions, 0], low: look.capsuleLow, high: look.capsuleHigh }, length: opacity.length, region: crest });
  return blur(kernels, edge, { dimensions, sigmaVoxels: spacingMm.map(s => look.capsuleMm / s) as unknown as Vec3, region: rim, support: crest, truncate: CAPSULE_SDS });
}
