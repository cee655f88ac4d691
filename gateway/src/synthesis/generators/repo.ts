import type { Field } from '../../kernels/field.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { productKernel } from '../../kernels/product/kernel.ts';
import { subtractBlendKernel } from '../../kernels/subtract-blend/kernel.ts';
import { dilateSpans } from '../../kernels/row-spans.ts';
import { marginVoxels } from '../../volume/crop.ts';
import type { Volume } from '../../volume/volume.ts';
import { makeDraws } from '../draws.ts';
import { ELASTIC_REACH, elasticEllipsoid } from '../shape/elastic-ellipsoid.ts';
import { defineGenerator, type GeneratedLesion, type GenerationRequest, type GeneratorTools } from '../generator.ts';
import { lesionFrame } from '../frame/lesion-frame.ts';
import { opacityOf, SUPPORT } from '../fields/opacity-of.ts';
import { publishedLesion } from './published/lesion.ts';
import { lesionSite } from './published/lesion-site.ts';
import { rasterise, type RasterisedLesion } from '../shape/rasterise.ts';
import { resolveLook, type RepoLook } from './repo/look.ts';
import { repoParameters } from './repo/parameters.ts';
import { repoTexture } from './repo/texture.ts';

/** The edge is below the support this many SDs out. */
const EDGE_SDS = 3.2;
/** Room for voxels that only reach in, mm. */
const VOXEL_MM = 5;
const DRAWN = { edgeSigmaMm: 2 };

/**
 * Lesions as the code makes them that trained the published models: a soft texture times a depth subtracted from the scan, whose vessels and noise
 * stay; deformed ellipsoids, cut at the organ's border before the blur; depth, blur and texture shared by all lesions of a scan.
 */
export const repo = defineGenerator({
  name: 'repo',
  title: 'SynTumor, released code',
  description: 'As the code behind the published scores of SyntheticTumors: darkens the scan by a soft texture; vessels and noise stay.',
  version: '1.3.1',
  parameters: repoParameters,
  placement: 'central-slices',
  cropsItself: true,
  marginMm(radiusMm, parameters = {}) {
    const { edgeSigmaMm } = { ...DRAWN, ...parameters } as typeof DRAWN;
    return ELASTIC_REACH * radiusMm + EDGE_SDS * edgeSigmaMm + VOXEL_MM;
  },
  generate,
});

async function generate(request: GenerationRequest, { kernels }: GeneratorTools): Promise<GeneratedLesion> {
  const { lesion: { centreLps, radiusMm, seed } } = request;
  const look = resolveLook(request);
  const { elasticSigmaMm: sigmaMm, halfAxesMm, exactVolume, edgeSigmaMm } = look;
  const { shape, ...drawn } = elasticEllipsoid({ radiusMm, halfAxesMm, sigmaMm, exactVolume, draws: makeDraws({ seed, stage: 'shape' }) });
  const { box, organMask, borderMm } = lesionSite({ shape, centreLps, organMask: request.organMask, rimMm: EDGE_SDS * edgeSigmaMm });
  const filled = await rasterise(kernels, { shape, centreLps, organMask, borderMm: exactVolume ? borderMm : Infinity });
  const delta = darken(kernels, { request, look, organMask, filled });
  return publishedLesion({
    box,
    organMask,
    delta: await kernels.read(delta),
    occupancy: await kernels.read(filled.occupancy),
    region: filled.region,
    ...(exactVolume ? { volumeShare: filled.volumeShare } : {}),
    provenance: { ...look.recipe, levelMm: filled.levelMm, drawnRadiusMm: shape.radiusMm, usedElasticSigmaMm: drawn.sigmaMm },
    warnings: look.warnings,
  });
}

interface DarkenOptions {
  readonly request: GenerationRequest;
  readonly look: RepoLook;
  /** Of the box. */
  readonly organMask: Volume<Uint8Array>;
  readonly filled: RasterisedLesion;
}

/** HU to add: - texture * blurred share of lesion in the organ * depth. */
function darken(kernels: Kernels, { request: { lesion }, look: { edgeSigmaMm, depthHu, law }, organMask: { geometry, voxels }, filled }: DarkenOptions): Field<'f32'> {
  const frame = lesionFrame(geometry, lesion.centreLps);
  const region = dilateSpans(filled.region, geometry.dimensions, marginVoxels(geometry, EDGE_SDS * edgeSigmaMm));
  const dimensions = [...geometry.dimensions, 0] as const;
  const inOrgan = kernels.run(productKernel, { inputs: [filled.occupancy, kernels.upload(voxels)], parameters: { dimensions }, length: voxels.length, region });
  const opacity = opacityOf(kernels, inOrgan, { geometry, edgeSigmaMm, region, support: filled.region });
  const { texture, gain } = repoTexture(kernels, { geometry, frame, region, law, draws: makeDraws({ seed: lesion.seed, stage: 'texture' }) });
  return kernels.run(subtractBlendKernel, { inputs: [opacity, texture], parameters: { dimensions, depthHu, gain, least: SUPPORT }, length: voxels.length, region });
}
