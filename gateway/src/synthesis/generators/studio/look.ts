import type { LesionKind } from '../../../anatomy/lesion-kind.ts';
import { GatewayError } from '../../../errors.ts';
import { PULL_MAPS, type PullMap } from '../../../kernels/pull-warp/pull-factor.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import { drawContrast } from '../../contrast.ts';
import { makeDraws, type Draws } from '../../draws.ts';
import type { GenerationRequest } from '../../generator.ts';
import { turnMatrix } from '../../frame/turn-matrix.ts';
import type { SynthesisWarning } from '../../warning.ts';

interface Setting {
  readonly radiusMm: number;
  readonly kind: LesionKind;
  readonly massMap: PullMap;
  /** Values that are settled already, those earlier in the list. */
  readonly values: Readonly<Record<string, number>>;
}

type Law = (draws: Draws, setting: Setting) => number;

/** What moves lies within this many radii, and within the radius plus this many mm; more where volume is to be kept. */
const MASS_REACH_RADII = 1.9;
const MASS_REACH_MM = 15;
const INCOMPRESSIBLE_REACH_RADII = 2.5;

const LAWS = {
  edgeSigmaMm: (draws, { kind }) => draws.uniform('edgeSigmaMm', ...kind.edgeSigmaMm),
  axisSpread: () => 0.25,
  halfAxisA: (draws, { values }) => draws.uniform('half axis 0', 1 - values['axisSpread']!, 1 + values['axisSpread']!),
  halfAxisB: (draws, { values }) => draws.uniform('half axis 1', 1 - values['axisSpread']!, 1 + values['axisSpread']!),
  halfAxisC: (draws, { values }) => draws.uniform('half axis 2', 1 - values['axisSpread']!, 1 + values['axisSpread']!),
  azimuthDeg: draws => draws.uniform('azimuth', 0, 360),
  tiltDeg: draws => (180 / Math.PI) * Math.acos(draws.uniform('cosine of tilt', -1, 1)),
  spinDeg: draws => draws.uniform('spin', 0, 360),
  deformation: (draws, { kind }) => draws.uniform('deformation', ...kind.deformation),
  elasticSigmaMm: (_, { radiusMm, values }) => values['deformation']! * radiusMm,
  roughness: (draws, { kind }) => draws.uniform('roughness', ...kind.roughness),
  heterogeneity: (draws, { kind }) => draws.uniform('heterogeneity', ...kind.heterogeneity),
  heterogeneityMm: draws => draws.uniform('heterogeneityMm', 4, 15),
  noiseGain: () => 1,
  massEffect: (draws, { radiusMm, kind }) => (radiusMm < 8 ? 0 : draws.uniform('massEffect', ...kind.massEffect)),
  massReachRadii: (_, { radiusMm, massMap }) => (massMap === 'incompressible' ? INCOMPRESSIBLE_REACH_RADII : Math.min(MASS_REACH_RADII, 1 + MASS_REACH_MM / radiusMm)),
  capsuleHu: (draws, { radiusMm, kind: { rim } }) => (radiusMm >= rim.fromRadiusMm && draws.chance('capsule', rim.probability) ? draws.uniform('capsuleHu', ...rim.crestHu) : 0),
  capsuleMm: (draws, { kind: { rim } }) => draws.uniform('capsuleMm', ...rim.thicknessMm),
  coreShare: (draws, { radiusMm, kind: { core } }) => (radiusMm >= core.fromRadiusMm && draws.chance('core', core.probability) ? draws.uniform('coreShare', ...core.share) : 0),
  coreHu: (draws, { kind: { core } }) => draws.uniform('coreHu', ...core.hu),
  /** Share outside the organ; settled by the host, which chooses the site by it. */
  exophytic: () => 0,
} satisfies Record<string, Law>;

type Values = Readonly<Record<keyof typeof LAWS, number>>;

/** Every value of one lesion's look, asked for or drawn. */
export interface StudioLook extends Values {
  readonly contrastHu: number;
  readonly massMap: PullMap;
  readonly halfAxes: Vec3;
  /** Rows of a rotation matrix: the directions of the half axes. */
  readonly turn: readonly number[];
  /** Radius of the ball that the mass effect moves, mm; 0 without one. */
  readonly massReachMm: number;
  /** The parameters as a caller would set them to get the same lesion. */
  readonly recipe: Readonly<Record<string, number | string>>;
  readonly warnings: readonly SynthesisWarning[];
}

/** Fills in what the request leaves open, each value from its own draw, so that setting one never changes another. */
export function resolveLook(request: GenerationRequest): StudioLook {
  const { lesion: { seed, radiusMm, kind, parameters } } = request;
  const draws = makeDraws({ seed, stage: 'parameters' });
  const massMap = (parameters['massMap'] as PullMap | undefined) ?? PULL_MAPS[1];
  const values: Record<string, number> = {};
  for (const [name, law] of Object.entries(LAWS) as [string, Law][]) values[name] = (parameters[name] as number | undefined) ?? law(draws, { radiusMm, kind, massMap, values });
  const settled = values as Values;
  const { contrastHu, warnings } = contrastOf(request, draws);
  return {
    ...settled,
    contrastHu,
    massMap,
    halfAxes: [settled.halfAxisA, settled.halfAxisB, settled.halfAxisC],
    turn: turnMatrix(settled.azimuthDeg, settled.tiltDeg, settled.spinDeg),
    massReachMm: settled.massEffect > 0 ? settled.massReachRadii * radiusMm : 0,
    recipe: { contrastHu, massMap, ...settled },
    warnings,
  };
}

/** Lesion minus parenchyma: given so, given as the lesion's own HU, or drawn by kind and phase. */
function contrastOf({ lesion: { kind, phase, parameters }, statistics }: GenerationRequest, draws: Draws): { contrastHu: number; warnings: readonly SynthesisWarning[] } {
  const { contrastHu, meanHu } = parameters as { contrastHu?: number; meanHu?: number };
  if (contrastHu !== undefined && meanHu !== undefined) throw new GatewayError('generator/invalid-parameters', 'Give the contrast or the lesion\'s own HU, not both.', { context: { contrastHu, meanHu } });
  if (contrastHu !== undefined) return { contrastHu, warnings: [] };
  return meanHu === undefined ? drawContrast({ kind, phase, statistics, draws }) : { contrastHu: meanHu - statistics.meanHu, warnings: [] };
}
