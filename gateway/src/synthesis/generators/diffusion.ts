import { GatewayError } from '../../errors.ts';
import { gaussianBlur } from '../../kernels/gaussian-blur/gaussian-blur.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import { makeDraws } from '../draws.ts';
import { defineGenerator, type GeneratedLesion, type GenerationRequest, type GeneratorTools } from '../generator.ts';
import { chooseNetwork } from '../hosting/choose-network.ts';
import { faintWarnings, meanInside } from '../hosting/faint-warnings.ts';
import { fillBox, hostedLesion, hostedReachMm, type HostedLesion } from '../hosting/hosted-lesion.ts';
import { lesionView } from '../hosting/lesion-view.ts';
import { nativeDifferenceHu } from '../hosting/native-difference.ts';
import { unitImage } from '../hosting/unit-image.ts';
import type { Network } from '../networks.ts';
import { shapeWarnings } from '../shape/shape-warnings.ts';
import { inpaint } from './diffusion/inpaint.ts';
import { diffusionNetwork } from './diffusion/latents.ts';
import { diffusionParameters } from './diffusion/parameters.ts';
import { samplerFault } from './diffusion/sampler.ts';
import { diffusionSettingsSchema, type DiffusionSettings } from './diffusion/settings.ts';

/** A window must show this much around a lesion, mm. */
const SURROUNDINGS_MM = 13;

/**
 * Lesions painted by a latent diffusion network (Chen et al. 2024) into a hole of the drawn shape; the sampler is ours. The patch is always blended
 * in by a blurred mask, and only what it changes comes back to the scan's grid.
 */
export const diffusion = defineGenerator({
  name: 'diffusion',
  title: 'Diffusion',
  description: 'Lesion painted by an installed latent diffusion network into a hole of drawn shape and exact volume; up to 35 mm radius.',
  version: '1.1.1',
  requires: ['networks'],
  parameters: diffusionParameters,
  networkSettings: diffusionSettingsSchema,
  networkFault: settings => samplerFault((settings as unknown as DiffusionSettings).sampler),
  marginMm: hostedReachMm,
  generate,
});

async function generate(request: GenerationRequest, tools: GeneratorTools): Promise<GeneratedLesion> {
  const { ct, scan, organMask, statistics, lesion: { seed, parameters } } = request;
  const network = await networkFor(request, tools);
  const settings = network.settings as unknown as DiffusionSettings;
  const look = makeDraws({ seed, stage: 'parameters' });
  const set = (name: string) => parameters[name] as number | undefined;
  const deformation = set('deformation') ?? look.uniform('deformation', 0.13, 0.3);
  const blendSigmaVoxels = set('blendSigmaVoxels') ?? look.uniform('blend', ...settings.blendSigmaVoxels);
  const lesion = await hostedLesion(request, tools.kernels, deformation);
  assertFits(lesion, request, settings);
  const view = await lesionView(tools.kernels, { organMask, lesion, settings: { ...settings, size: settings.windowSize } });
  const image = unitImage(scan ?? ct, view.organ.geometry, settings.windowHu);
  const painted = await inpaint({ image, mask: view.mask, sampler: settings.sampler, network: diffusionNetwork(network, settings, tools.signal), seed });
  const sigmaVoxels: Vec3 = [blendSigmaVoxels, blendSigmaVoxels, blendSigmaVoxels];
  const blend = gaussianBlur(view.mask, { dimensions: settings.windowSize, sigmaVoxels });
  const deltaHu = nativeDifferenceHu(painted.map((value, v) => blend[v]! * (value - image[v]!)), { view, lesion, windowHu: settings.windowHu });
  const meanHu = meanInside(deltaHu, lesion.label);
  const { name, version, digest, licence } = network;
  return {
    deltaHu: fillBox(request, lesion, deltaHu),
    occupancy: fillBox(request, lesion, lesion.occupancy),
    label: fillBox(request, lesion, lesion.label),
    provenance: { network: { name, version, digest, licence }, deformation, blendSigmaVoxels, sampler: settings.sampler, meanHu, levelMm: lesion.levelMm, volumeShare: lesion.volumeShare },
    warnings: [...faintWarnings(meanHu, statistics), ...shapeWarnings(lesion.volumeShare, lesion.subVoxel)],
  };
}

function networkFor({ organ, lesion: { radiusMm, parameters } }: GenerationRequest, tools: GeneratorTools): Promise<Network> {
  const test = ({ settings }: { readonly settings: Readonly<Record<string, unknown>> }) => {
    const [low, high] = (settings as unknown as DiffusionSettings).radiusMm;
    return radiusMm >= low && radiusMm <= high;
  };
  return chooseNetwork({ generator: 'diffusion', organ, asked: parameters['model'] as string | undefined, suits: { test, words: `of ${radiusMm} mm radius` } }, tools);
}

/** Throws generator/window-too-small. */
function assertFits({ reachMm }: HostedLesion, { lesion: { radiusMm } }: GenerationRequest, { windowSize, spacingMm }: DiffusionSettings): void {
  const largestMm = Math.min(...windowSize.map((n, axis) => (n * spacingMm[axis]!) / 2)) - SURROUNDINGS_MM;
  if (radiusMm <= largestMm && reachMm <= largestMm + SURROUNDINGS_MM) return;
  throw new GatewayError('generator/window-too-small', `The network sees too little for a lesion of ${radiusMm} mm: its window holds ${largestMm.toFixed(0)} mm with surroundings. Ask for a smaller one, less deformation, or use another generator.`, {
    context: { radiusMm, largestMm },
  });
}
