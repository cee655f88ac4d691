import { GatewayError } from '../../../errors.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import { makeDraws, type Draws } from '../../draws.ts';
import { elasticShare } from '../../shape/elastic-share.ts';
import type { GenerationRequest } from '../../generator.ts';
import { publishedContrast } from '../published/contrast.ts';
import type { SynthesisWarning } from '../../warning.ts';
import type { TextureLaw } from './texture.ts';

/** What all lesions of a scan share. */
const SCAN_LAWS = {
  depthHu: draws => draws.uniform('depthHu', 65, 145),
  edgeSigmaMm: draws => draws.uniform('edgeSigmaMm', 1, 2),
  patchMm: draws => 3 * (1 + draws.integer('patchMm', 5)),
  grainMm: draws => 4 + 3 * draws.integer('grainMm', 2),
  probabilityBase: draws => draws.uniform('probabilityBase', 0.04, 0.06),
  probabilitySlope: draws => draws.uniform('probabilitySlope', 0.19, 0.21),
  textureLevel: draws => draws.uniform('textureLevel', 0.5, 0.55),
} satisfies Record<string, (draws: Draws) => number>;

type ScanValues = Readonly<Record<keyof typeof SCAN_LAWS, number>>;

/** Every value of one lesion's look, asked for or drawn. */
export interface RepoLook {
  /** HU taken away where the texture is 1; negative makes the lesion brighter. */
  readonly depthHu: number;
  readonly edgeSigmaMm: number;
  readonly halfAxesMm: Vec3;
  readonly elasticSigmaMm: number;
  readonly exactVolume: boolean;
  readonly law: TextureLaw;
  /** The parameters as a caller would set them to get the same lesion. */
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly warnings: readonly SynthesisWarning[];
}

/** Fills in what the request leaves open, each value from its own draw, so that setting one never changes another. Throws generator/invalid-parameters. */
export function resolveLook(request: GenerationRequest): RepoLook {
  const { lesion: { seed, scanSeed = seed, radiusMm, parameters } } = request;
  const draws = makeDraws({ seed, stage: 'parameters' });
  const given = (name: string) => parameters[name] as number | undefined;
  if (given('depthHu') !== undefined && (given('contrastHu') ?? given('meanHu')) !== undefined)
    throw new GatewayError('generator/invalid-parameters', 'Give one of depth, contrast and the lesion\'s own HU.', { context: { depthHu: given('depthHu') } });
  const scanDraws = makeDraws({ seed: scanSeed, stage: 'scan' });
  const scan = Object.fromEntries(Object.entries(SCAN_LAWS).map(([name, law]) => [name, given(name) ?? law(scanDraws)])) as ScanValues;
  const { wholeAxes = true, exactVolume = true } = parameters as { wholeAxes?: boolean; exactVolume?: boolean };
  const axis = (name: string, n: number): number => given(name) ?? drawAxisMm(draws, { n, radiusMm, wholeAxes }) / radiusMm;
  const axes = { halfAxisA: axis('halfAxisA', 0), halfAxisB: axis('halfAxisB', 1), halfAxisC: axis('halfAxisC', 2) };
  const deformation = given('deformation') ?? draws.uniform('deformation', ...elasticShare(radiusMm));
  const elasticSigmaMm = given('elasticSigmaMm') ?? deformation * radiusMm;
  const ofDepth = { contrastHu: -scan.textureLevel * scan.depthHu, warnings: [] };
  const { contrastHu, contrastLaw, warnings } = given('depthHu') === undefined ? publishedContrast(request, draws, () => ofDepth) : { ...ofDepth, contrastLaw: 'published' };
  return {
    edgeSigmaMm: scan.edgeSigmaMm,
    depthHu: -contrastHu / scan.textureLevel,
    halfAxesMm: [axes.halfAxisA * radiusMm, axes.halfAxisB * radiusMm, axes.halfAxisC * radiusMm],
    elasticSigmaMm,
    exactVolume,
    law: { patchMm: scan.patchMm, grainMm: scan.grainMm, base: scan.probabilityBase, slope: scan.probabilitySlope, level: scan.textureLevel },
    recipe: { ...scan, ...axes, depthHu: -contrastHu / scan.textureLevel, contrastHu, contrastLaw, deformation, elasticSigmaMm, wholeAxes, exactVolume, scanSeed },
    warnings,
  };
}

/** A half axis of 0.75 to 1.25 radii; whole ones are drawn from the whole numbers between those, rounded down. */
function drawAxisMm(draws: Draws, { n, radiusMm, wholeAxes }: { readonly n: number; readonly radiusMm: number; readonly wholeAxes: boolean }): number {
  if (!wholeAxes) return draws.uniform(`half axis ${n}`, 0.75 * radiusMm, 1.25 * radiusMm);
  const [low, high] = [Math.max(1, Math.floor(0.75 * radiusMm)), Math.max(1, Math.floor(1.25 * radiusMm))];
  return low + draws.integer(`half axis ${n}`, high - low + 1);
}
