import { crop } from '../../volume/crop.ts';
import type { HuVolume } from '../../volume/volume.ts';
import { makeDraws } from '../draws.ts';
import { ELASTIC_REACH, elasticEllipsoid } from '../shape/elastic-ellipsoid.ts';
import { defineGenerator, type GeneratedLesion, type GenerationRequest, type GeneratorTools } from '../generator.ts';
import { publishedLesion } from './published/lesion.ts';
import { lesionSite } from './published/lesion-site.ts';
import { shapeBeforePull } from '../shape/pulled-shape.ts';
import { rasterise } from '../shape/rasterise.ts';
import { resolveLook, type PaperLook } from './paper/look.ts';
import { paperParameters } from './paper/parameters.ts';
import { paste } from './paper/paste.ts';
import { CAPSULE_SDS, EDGE_SDS, largestDriftMm } from './paper/regions.ts';

/** Room for voxels that only reach in, mm. */
const VOXEL_MM = 5;
const DRAWN = { edgeSigmaMm: 1.2, capsuleMm: 0.8, massReachRadii: 1.3 };

/**
 * Lesions as the paper describes them (Hu et al. 2023, section 3.1), all of it: Gaussian texture put in the place of the tissue, deformed ellipsoid,
 * mass effect, capsule. The paper used the last two for its reading test only; 0 turns either off.
 */
export const paper = defineGenerator({
  name: 'paper',
  title: 'SynTumor, paper',
  description: 'As Hu et al. (CVPR 2023) describe it: smooth Gaussian texture in place of the tissue, deformed ellipsoid, faint mass effect, bright capsule.',
  version: '1.3.1',
  parameters: paperParameters,
  placement: 'cube',
  cropsItself: true,
  marginMm(radiusMm, parameters = {}) {
    const { edgeSigmaMm, capsuleMm, massReachRadii } = { ...DRAWN, ...parameters } as typeof DRAWN;
    return Math.max(ELASTIC_REACH, massReachRadii) * radiusMm + Math.max(EDGE_SDS * edgeSigmaMm, CAPSULE_SDS * capsuleMm) + VOXEL_MM;
  },
  generate,
});

async function generate(request: GenerationRequest, { kernels }: GeneratorTools): Promise<GeneratedLesion> {
  const { lesion: { centreLps, radiusMm, seed } } = request;
  const look = resolveLook(request);
  const { elasticSigmaMm: sigmaMm, halfAxesMm, exactVolume } = look;
  const drawn = elasticEllipsoid({ radiusMm, halfAxesMm, sigmaMm, exactVolume, draws: makeDraws({ seed, stage: 'shape' }) });
  const shape = exactVolume && look.pull ? shapeBeforePull(drawn.shape, look.pull) : drawn.shape;
  const { box, organMask, borderMm } = lesionSite({ shape, centreLps, organMask: request.organMask, ...changesOf(look) });
  const ct = crop<Float32Array | Int16Array>(request.ct, box) as HuVolume;
  const filled = await rasterise(kernels, { shape, centreLps, organMask, borderMm: exactVolume ? borderMm : Infinity });
  const pasted = await paste(kernels, { request, look, ct, filled });
  return publishedLesion({
    box,
    copy: ct,
    organMask,
    region: pasted.moved,
    delta: await kernels.read(pasted.delta),
    occupancy: pasted.occupancy,
    ...(exactVolume ? { volumeShare: filled.volumeShare } : { opacity: await pasted.opacity() }),
    provenance: { ...look.recipe, levelMm: filled.levelMm, drawnRadiusMm: drawn.shape.radiusMm, usedElasticSigmaMm: drawn.sigmaMm },
    warnings: look.warnings,
  });
}

/** How far around a shape it is pushed and has an edge, and the ball that moves, mm. */
function changesOf({ edgeSigmaMm, capsuleHu, capsuleMm, pull }: PaperLook): { readonly rimMm: number; readonly ballMm?: number } {
  const rimMm = Math.max(EDGE_SDS * edgeSigmaMm, capsuleHu > 0 ? CAPSULE_SDS * capsuleMm : 0);
  return pull ? { rimMm: rimMm + largestDriftMm(pull), ballMm: pull.reachMm } : { rimMm };
}
