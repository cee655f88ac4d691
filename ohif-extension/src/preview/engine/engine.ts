import type { Organ } from '../../../../gateway/src/anatomy/organ.ts';
import { ORGANS } from '../../../../gateway/src/anatomy/organs/index.ts';
import { unpackFrame } from '../../../../gateway/src/dicom/seg/pack-bits.ts';
import { GatewayError } from '../../../../gateway/src/errors.ts';
import type { Kernels } from '../../../../gateway/src/kernels/kernels.ts';
import { lesionInBlock } from '../../../../gateway/src/synthesis/backend/lesion-in-block.ts';
import { boxAround } from '../../../../gateway/src/synthesis/frame/box-around.ts';
import { exophyticGrowth } from '../../../../gateway/src/synthesis/placement/exophytic-growth.ts';
import { generateInto, type LesionPatch } from '../../../../gateway/src/synthesis/generate-into.ts';
import type { GenerationRequest, Generator } from '../../../../gateway/src/synthesis/generator.ts';
import { GENERATORS } from '../../../../gateway/src/synthesis/generators/index.ts';
import { kindFor } from '../../../../gateway/src/synthesis/kind-for.ts';
import { measureOrgan, type OrganSurvey } from '../../../../gateway/src/synthesis/survey/organ-statistics.ts';
import { choosePlacement } from '../../../../gateway/src/synthesis/placement/choose-placement.ts';
import { roomAt } from '../../../../gateway/src/synthesis/placement/room-at.ts';
import { boundingBox, crop, cropGeometry, type Box } from '../../../../gateway/src/volume/crop.ts';
import { voxelCount, type Geometry } from '../../../../gateway/src/volume/geometry.ts';
import { huChecksum } from '../../../../gateway/src/volume/hu-checksum.ts';
import { makeVolume, type HuVolume, type Volume } from '../../../../gateway/src/volume/volume.ts';
import { RequestFailure } from '../../client/request-failure.ts';
import type { LesionSpec } from './lesion-spec.ts';
import { copyBlock, within } from '../voxels/blocks.ts';
import type { EngineFace, HuBlock, LesionOrder, MadeLesion, SurveyedOrgan } from './messages.ts';

interface OpenOrgan {
  readonly organ: Organ;
  readonly geometry: Geometry;
  readonly mask: { readonly box: Box; readonly voxels: Uint8Array };
  readonly survey: OrganSurvey;
}

/** So many lesions take less than a second, which the survey of an organ takes anyway. */
const WARM_UP = { lesions: 40, radiusMm: 8 };

/** The gateway's own synthesis on the voxels the viewer holds: the same code, the same numbers. */
export function createEngine(kernels: () => Promise<Kernels>): EngineFace {
  let current: OpenOrgan | undefined;
  const asked = new AbortController();
  const opened = (): OpenOrgan => {
    if (current) return current;
    throw new RangeError('No organ is open.');
  };
  return {
    async warmUp() {
      const input = lesionInBlock(WARM_UP.radiusMm);
      for (let n = 0; n < WARM_UP.lesions && !asked.signal.aborted; n++) {
        await generateInto(input, { signal: asked.signal, kernels: await kernels() });
        await new Promise((resolve) => setTimeout(resolve)); // questions that wait come first
      }
    },
    async open(surveyed) {
      asked.abort();
      current = undefined;
      current = openOrgan(surveyed);
      return (await kernels()).backend;
    },
    boxOf: async (spec) => boxAround(opened().geometry, spec.centreLps, generatorOf(spec).marginMm(spec.radiusMm, settle(opened(), spec).parameters)),
    room: async (centreLps) => roomAt(opened().survey, centreLps),
    make: async (order) => make(opened(), order, await kernels()),
  };
}

function openOrgan(surveyed: SurveyedOrgan): OpenOrgan {
  const { geometry, box, maskBits, statistics, around } = surveyed;
  const organ = ORGANS.find(({ name }) => name === surveyed.organ);
  if (!organ) throw new RequestFailure('viewer/no-preview', `This viewer does not know the organ "${surveyed.organ}"; reload the page.`);
  const ct = volumeOf(geometry, around);
  if (huChecksum(ct, within(box, around.box)) !== surveyed.huChecksum)
    throw new RequestFailure('viewer/other-voxels', 'The viewer sees other voxel values than the gateway (other rescale, padding or a lossy transfer), so a preview would not be what is stored. Run without preview.');
  const mask = { box, voxels: unpackFrame(maskBits, 0, voxelCount(cropGeometry(geometry, box))) };
  return { organ, geometry, mask, survey: { ...measureOrgan(ct, maskIn({ geometry, mask }, around.box), { vessels: organ.hasBrightVessels }), statistics } };
}

const volumeOf = (geometry: Geometry, { box, hu }: HuBlock): HuVolume => makeVolume(cropGeometry(geometry, box), hu) as HuVolume;

function maskIn({ geometry, mask }: Pick<OpenOrgan, 'geometry' | 'mask'>, box: Box): Volume<Uint8Array> {
  const part = cropGeometry(geometry, box);
  const voxels = new Uint8Array(voxelCount(part));
  copyBlock({ box: mask.box, voxels: mask.voxels }, { box, voxels });
  return makeVolume(part, voxels);
}

function generatorOf({ generator, generatorVersion }: LesionSpec): Generator {
  const found = GENERATORS.find(({ name }) => name === generator);
  if (!found) throw new RequestFailure('viewer/no-preview', `This viewer does not know the generator "${generator}"; reload the page, or run without preview.`);
  if (found.version !== generatorVersion) throw new RequestFailure('viewer/no-preview', `The gateway has another version of "${found.title}" (${generatorVersion}) than this page (${found.version}); reload the page.`);
  if (found.requires && found.requires.length > 0) throw new RequestFailure('viewer/no-preview', `"${found.title}" needs what only the gateway has, so there is no preview of it. Run makes the lesion.`);
  return found;
}

/** One voxel: where drawn sites look for room to grow beyond the organ, which a preview has none of. */
function nowhere({ geometry }: OpenOrgan): Pick<GenerationRequest, 'ct' | 'organMask'> {
  const voxel = { ...geometry, dimensions: [1, 1, 1] } as const;
  return { ct: makeVolume(voxel, new Int16Array(1)), organMask: makeVolume(voxel, new Uint8Array(1)) };
}

/** Kind, parameters and what the choice of a site must know of them, as the gateway settles them. Throws kind/*, generator/*. */
function settle(open: OpenOrgan, spec: LesionSpec) {
  const { radiusMm, seed, parameters } = spec;
  const generator = generatorOf(spec);
  const kind = kindFor(generator, open.organ, spec.kind);
  const [low, high] = kind.radiusMm;
  if (radiusMm < low || radiusMm > high) throw new GatewayError('generator/invalid-parameters', `The radius must be ${low}..${high} mm for ${kind.label.toLowerCase()}, got ${radiusMm}.`);
  const growth = exophyticGrowth({ generator, ...nowhere(open) });
  const settled = growth.settle({ kind, radiusMm, seed, parameters });
  return { generator, kind, parameters: settled, growth: growth.forPlacement(settled) };
}

async function make(open: OpenOrgan, { spec, before, taken }: LesionOrder, kernels: Kernels): Promise<MadeLesion> {
  const start = performance.now();
  const { organ, geometry, survey } = open;
  const { centreLps, radiusMm, seed, scanSeed, phase } = spec;
  const { generator, kind, parameters, growth } = settle(open, spec);
  choosePlacement({ survey, radiusMm, seed, centreLps, taken, ...(generator.placement ? { policy: generator.placement } : {}), ...growth });
  const ct = volumeOf(geometry, before);
  const organMask = maskIn(open, before.box);
  const lesion = { centreLps, radiusMm, kind, phase, parameters, seed, scanSeed };
  const made = await generateInto({ ct, organMask, organ, statistics: survey.statistics, generator, lesion }, { signal: new AbortController().signal, kernels });
  return { after: changedPart(made, before.box), warnings: made.generated.warnings, computeMs: performance.now() - start };
}

/** The changed voxels' own box, in the scan's indexes; one voxel where nothing changed. */
function changedPart({ box, patch, generated }: LesionPatch, { low: origin }: Box): HuBlock {
  const { geometry, voxels } = generated.deltaHu;
  const touched = new Uint8Array(voxels.length);
  for (let v = 0; v < voxels.length; v++) if (voxels[v] !== 0) touched[v] = 1;
  const changed = boundingBox(makeVolume(geometry, touched)) ?? { low: [0, 0, 0], high: [1, 1, 1] };
  const shifted = (corner: Box['low']): Box['low'] => [corner[0] + box.low[0] + origin[0], corner[1] + box.low[1] + origin[1], corner[2] + box.low[2] + origin[2]];
  return { box: { low: shifted(changed.low), high: shifted(changed.high) }, hu: crop<Int16Array | Float32Array>(patch, changed).voxels };
}
