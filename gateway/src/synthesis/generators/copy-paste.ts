import { GatewayError } from '../../errors.ts';
import { crop } from '../../volume/crop.ts';
import { makeVolume, type HuVolume } from '../../volume/volume.ts';
import { boxAround } from '../frame/box-around.ts';
import { defineGenerator, type GeneratedLesion, type GenerationRequest, type GeneratorTools } from '../generator.ts';
import { labelled } from '../shape/labelled.ts';
import { latticeShape } from '../shape/lattice-shape.ts';
import { rasterise } from '../shape/rasterise.ts';
import { shapeWarnings } from '../shape/shape-warnings.ts';
import type { SynthesisWarning } from '../warning.ts';
import { chooseCopy, type Copy } from './copy-paste/choose.ts';
import { copiedShape } from './copy-paste/copied-fields.ts';
import { paint } from './copy-paste/paint.ts';
import { copyPasteParameters } from './copy-paste/parameters.ts';

/** A copied shape reaches no farther from its centre than this many radii. */
const REACH_RADII = 1.75;
/** Room for the edge blur, mm. */
const RIM_MM = 10;
/** Beyond these factors a copy no longer looks like a lesion of its size. */
const FAITHFUL_SCALE = [0.4, 2.5] as const;

/** A real lesion of a donor case, turned, brought to the asked size, and set into the scan with the contrast it had at home. */
export const copyPaste = defineGenerator({
  name: 'copy-paste',
  title: 'Copied',
  description: 'A real lesion of a donor case: turned, scaled, with its contrast to the parenchyma kept and the scan\'s own noise.',
  version: '1.1.2',
  parameters: copyPasteParameters,
  requires: ['donors'],
  marginMm: radiusMm => REACH_RADII * radiusMm + RIM_MM,
  generate,
});

async function generate(request: GenerationRequest, { donors, kernels }: GeneratorTools): Promise<GeneratedLesion> {
  if (!donors || donors.names.length === 0) throw new GatewayError('generator/donor-unusable', 'There is no donor to copy a lesion from; name a donor case or a folder of them.');
  const { lesion } = request;
  const { centreLps, radiusMm } = lesion;
  const copy = await chooseCopy(lesion, donors);
  const reachMm = REACH_RADII * radiusMm;
  const shape = latticeShape({ ...copiedShape(copy, radiusMm, reachMm), radiusMm });

  const box = boxAround(request.ct.geometry, centreLps, reachMm + RIM_MM);
  const ct = crop<Float32Array | Int16Array>(request.ct, box) as HuVolume;
  const organMask = crop(request.organMask, box);
  const { occupancy, volumeShare } = await rasterise(kernels, { shape, centreLps, organMask });
  const { contrastGain, edgeSigmaMm } = lesion.parameters as { contrastGain: number; edgeSigmaMm: number };
  const delta = await paint(kernels, { request, copy, contrastGain, edgeSigmaMm, ct, organMask, occupancy });
  const { label, subVoxel, ...filled } = labelled(await kernels.read(occupancy), organMask);
  return {
    box,
    deltaHu: makeVolume(ct.geometry, await kernels.read(delta)),
    occupancy: filled.occupancy,
    label,
    provenance: { ...copy.recipe, contrastGain, edgeSigmaMm, volumeShare, from: sourceOf(copy) },
    warnings: [...shapeWarnings(volumeShare, subVoxel), ...scaleWarnings(radiusMm / copy.lesion.radiusMm)],
  };
}

/** What was copied and what may be done with it; the digest tells which case, for the name of its folder may be a patient's. */
function sourceOf({ donor: { source, licence, sha256 }, lesion: { radiusMm, meanContrastHu, parenchymaHu, centroidLps } }: Copy) {
  return { source, licence, sha256, radiusMm, meanContrastHu, parenchymaHu, centroidLps: [...centroidLps] };
}

function scaleWarnings(scale: number): readonly SynthesisWarning[] {
  if (scale >= FAITHFUL_SCALE[0] && scale <= FAITHFUL_SCALE[1]) return [];
  return [{ code: 'lesion/far-from-donor-size', message: `The donor's lesion was scaled by ${scale.toFixed(2)}; one nearer in size would look truer.` }];
}
