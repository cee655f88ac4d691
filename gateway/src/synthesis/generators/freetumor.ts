import type { Kernels } from '../../kernels/kernels.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import { makeDraws } from '../draws.ts';
import { defineGenerator, type GeneratedLesion, type GenerationRequest, type GeneratorTools } from '../generator.ts';
import { chooseNetwork } from '../hosting/choose-network.ts';
import { faintWarnings, meanInside } from '../hosting/faint-warnings.ts';
import { fillBox, hostedLesion, hostedReachMm, type HostedLesion } from '../hosting/hosted-lesion.ts';
import { lesionView, type LesionView } from '../hosting/lesion-view.ts';
import { nativeDifferenceHu } from '../hosting/native-difference.ts';
import { unitImage } from '../hosting/unit-image.ts';
import type { Network } from '../networks.ts';
import { shapeWarnings } from '../shape/shape-warnings.ts';
import { freeTumorDifference } from './freetumor/difference.ts';
import { resolveLook, type FreeTumorLook } from './freetumor/look.ts';
import { freeTumorParameters } from './freetumor/parameters.ts';
import { rawStrength } from './freetumor/raw-strength.ts';
import { freeTumorSettingsSchema, type FreeTumorSettings } from './freetumor/settings.ts';
import { networkTexture } from './freetumor/texture.ts';

/** Reach of the mask's blur beyond the lesion, in the network's voxels. */
const RIM_VOXELS = 6;

/**
 * Lesions whose strength a network learned (Wu et al. 2024): mask and texture are drawn, the network says how much they change the scan
 * at each place. It sees the scan on its own grid; only the difference it makes comes back to the scan's.
 */
export const freetumor = defineGenerator({
  name: 'freetumor',
  title: 'FreeTumor',
  description: 'Lesion whose contrast at each place comes from an installed FreeTumor network; drawn shape and texture, exact volume.',
  version: '1.1.2',
  requires: ['networks'],
  parameters: freeTumorParameters,
  networkSettings: freeTumorSettingsSchema,
  marginMm: hostedReachMm,
  generate,
});

async function generate(request: GenerationRequest, tools: GeneratorTools): Promise<GeneratedLesion> {
  const { organMask, organ, statistics, lesion: { parameters } } = request;
  const network = await chooseNetwork({ generator: 'freetumor', organ, asked: parameters['model'] as string | undefined }, tools);
  const settings = network.settings as unknown as FreeTumorSettings;
  const look = resolveLook(request.lesion, settings);
  const lesion = await hostedLesion(request, tools.kernels, look.deformation);
  const view = await lesionView(tools.kernels, { organMask, lesion, settings: { ...settings, size: sizeFor(lesion, settings) } });
  const difference = await differenceOn(view, request, { network, settings, look, lesion, kernels: tools.kernels });
  const deltaHu = nativeDifferenceHu(difference, { view, lesion, windowHu: settings.windowHu });
  const meanHu = meanInside(deltaHu, lesion.label);
  return {
    deltaHu: fillBox(request, lesion, deltaHu),
    occupancy: fillBox(request, lesion, lesion.occupancy),
    label: fillBox(request, lesion, lesion.label),
    provenance: provenanceOf(network, { look, lesion, meanHu, view, settings }),
    warnings: [...faintWarnings(meanHu, statistics), ...shapeWarnings(lesion.volumeShare, lesion.subVoxel)],
  };
}

/** One window, or more where it does not hold the lesion. */
const sizeFor = ({ reachMm }: HostedLesion, { windowSize, spacingMm }: FreeTumorSettings): Vec3 =>
  windowSize.map((n, axis) => Math.max(n, 2 * (Math.ceil(reachMm / spacingMm[axis]!) + RIM_VOXELS))) as unknown as Vec3;

interface Asked {
  readonly kernels: Kernels;
  readonly lesion: HostedLesion;
  readonly network: Network;
  readonly settings: FreeTumorSettings;
  readonly look: FreeTumorLook;
}

/** y_hat - y on the network's grid, in shares of the HU window. */
async function differenceOn({ organ, mask }: LesionView, request: GenerationRequest, { network, settings, look, lesion, kernels }: Asked): Promise<Float32Array> {
  const { geometry, voxels } = organ;
  const size = geometry.dimensions;
  const draws = makeDraws({ seed: request.lesion.seed, stage: 'texture' });
  const reachVoxels = lesion.reachMm / Math.min(...settings.spacingMm) + RIM_VOXELS;
  const texture = await networkTexture(kernels, { size, reachVoxels, settings: settings.texture, draws });
  const channel = settings.organs[request.organ.name]!;
  const strength = look.drawnStrength === undefined
    ? { raw: await rawStrength({ image: unitImage(request.scan ?? request.ct, geometry, settings.windowHu), size, channel, settings, network }) }
    : { drawn: look.drawnStrength };
  return freeTumorDifference({ size, organ: voxels, mask, texture, strength, edgeSigmaVoxels: look.edgeSigmaVoxels, settings });
}

interface Made {
  readonly look: FreeTumorLook;
  readonly lesion: HostedLesion;
  readonly meanHu: number;
  readonly view: LesionView;
  readonly settings: FreeTumorSettings;
}

function provenanceOf({ name, version, digest, licence }: Network, { look, lesion: { levelMm, volumeShare }, meanHu, view, settings }: Made): Record<string, unknown> {
  const { deformation, edgeSigmaVoxels, drawnStrength } = look;
  return {
    network: { name, version, digest, licence }, deformation, edgeSigmaVoxels, strength: drawnStrength ?? 'network', texture: settings.texture,
    windowVoxels: [...view.organ.geometry.dimensions], meanHu, levelMm, volumeShare,
  };
}
