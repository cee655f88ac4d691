import type { LesionKind } from '../../../anatomy/lesion-kind.ts';
import { drawContrast } from '../../contrast.ts';
import { makeDraws, type Draws } from '../../draws.ts';
import type { GenerationRequest } from '../../generator.ts';
import type { SynthesisWarning } from '../../warning.ts';

/** Every value of one lesion's look, asked for or drawn. */
export interface StudioLook {
  readonly contrastHu: number;
  readonly edgeSigmaMm: number;
  readonly axisSpread: number;
  readonly deformation: number;
  readonly roughness: number;
  readonly heterogeneity: number;
  readonly heterogeneityMm: number;
  readonly noiseGain: number;
  readonly massEffect: number;
  /** Radius of the ball that the mass effect moves, mm; 0 without one. */
  readonly massReachMm: number;
  readonly capsuleHu: number;
  readonly capsuleMm: number;
  readonly coreShare: number;
  readonly coreHu: number;
  /** Share outside the organ; settled by the host, which chooses the site by it. */
  readonly exophytic: number;
  /** The parameters above as a caller would set them to get the same lesion. */
  readonly recipe: Readonly<Record<string, number>>;
  readonly warnings: readonly SynthesisWarning[];
}

type Law = (draws: Draws, radiusMm: number, kind: LesionKind) => number;

const LAWS = {
  edgeSigmaMm: (draws, _, kind) => draws.uniform('edgeSigmaMm', ...kind.edgeSigmaMm),
  axisSpread: () => 0.25,
  deformation: (draws, _, kind) => draws.uniform('deformation', ...kind.deformation),
  roughness: (draws, _, kind) => draws.uniform('roughness', ...kind.roughness),
  heterogeneity: (draws, _, kind) => draws.uniform('heterogeneity', ...kind.heterogeneity),
  heterogeneityMm: draws => draws.uniform('heterogeneityMm', 4, 15),
  noiseGain: () => 1,
  massEffect: (draws, radiusMm, kind) => (radiusMm < 8 ? 0 : draws.uniform('massEffect', ...kind.massEffect)),
  capsuleHu: (draws, radiusMm, { rim }) => (radiusMm >= rim.fromRadiusMm && draws.chance('capsule', rim.probability) ? draws.uniform('capsuleHu', ...rim.crestHu) : 0),
  capsuleMm: (draws, _, { rim }) => draws.uniform('capsuleMm', ...rim.thicknessMm),
  coreShare: (draws, radiusMm, { core }) => (radiusMm >= core.fromRadiusMm && draws.chance('core', core.probability) ? draws.uniform('coreShare', ...core.share) : 0),
  coreHu: (draws, _, { core }) => draws.uniform('coreHu', ...core.hu),
  exophytic: () => 0,
} satisfies Record<string, Law>;

/** What moves lies within this many radii, and within the radius plus this many mm. */
const MASS_REACH_RADII = 1.9;
const MASS_REACH_MM = 15;

/** Fills in what the request leaves open, each value from its own draw, so that setting one never changes another. */
export function resolveLook(request: GenerationRequest): StudioLook {
  const { lesion, statistics } = request;
  const { kind } = lesion;
  const draws = makeDraws({ seed: lesion.seed, stage: 'parameters' });
  const given = (name: string) => lesion.parameters[name] as number | undefined;
  const drawn = (name: keyof typeof LAWS) => given(name) ?? (LAWS[name] as Law)(draws, lesion.radiusMm, kind);
  const asked = given('contrastHu');
  const { contrastHu, warnings } = asked === undefined ? drawContrast({ kind, phase: lesion.phase, statistics, draws }) : { contrastHu: asked, warnings: [] };
  const names = Object.keys(LAWS) as (keyof typeof LAWS)[];
  const values = Object.fromEntries(names.map(name => [name, drawn(name)])) as Record<keyof typeof LAWS, number>;
  const massReachMm = values.massEffect > 0 ? Math.min(MASS_REACH_RADII * lesion.radiusMm, lesion.radiusMm + MASS_REACH_MM) : 0;
  return { contrastHu, ...values, massReachMm, recipe: { contrastHu, ...values }, warnings };
}
