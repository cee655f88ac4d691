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
  /** The parameters above as a caller would set them to get the same lesion. */
  readonly recipe: Readonly<Record<string, number>>;
  readonly warnings: readonly SynthesisWarning[];
}

type Law = (draws: Draws, radiusMm: number, request: GenerationRequest) => number;

const LAWS = {
  edgeSigmaMm: (draws, _, { organ }) => draws.uniform('edgeSigmaMm', ...organ.lesionPreset.edgeSigmaMm),
  axisSpread: () => 0.25,
  deformation: draws => draws.uniform('deformation', 0.12, 0.3),
  roughness: draws => draws.uniform('roughness', 0.03, 0.1),
  heterogeneity: draws => draws.uniform('heterogeneity', 0.05, 0.2),
  heterogeneityMm: draws => draws.uniform('heterogeneityMm', 4, 15),
  noiseGain: () => 1,
  massEffect: (draws, radiusMm) => (radiusMm < 8 ? 0 : draws.uniform('massEffect', 0, 0.25)),
  capsuleHu: (draws, radiusMm) => (radiusMm >= 10 && draws.chance('capsule', 0.3) ? draws.uniform('capsuleHu', 20, 50) : 0),
  capsuleMm: () => 0.8,
  coreShare: (draws, radiusMm) => (radiusMm >= 12 && draws.chance('core', 0.3) ? draws.uniform('coreShare', 0.05, 0.4) : 0),
  coreHu: draws => draws.uniform('coreHu', -30, -12),
} satisfies Record<string, Law>;

/** What moves lies within this many radii, and within the radius plus this many mm. */
const MASS_REACH_RADII = 1.9;
const MASS_REACH_MM = 15;

/** Fills in what the request leaves open, each value from its own draw, so that setting one never changes another. */
export function resolveLook(request: GenerationRequest): StudioLook {
  const { lesion, organ, statistics } = request;
  const draws = makeDraws({ seed: lesion.seed, stage: 'parameters' });
  const given = (name: string) => lesion.parameters[name] as number | undefined;
  const drawn = (name: keyof typeof LAWS) => given(name) ?? (LAWS[name] as Law)(draws, lesion.radiusMm, request);
  const asked = given('contrastHu');
  const { contrastHu, warnings } = asked === undefined ? drawContrast({ organ, phase: lesion.phase, statistics, draws }) : { contrastHu: asked, warnings: [] };
  const names = Object.keys(LAWS) as (keyof typeof LAWS)[];
  const values = Object.fromEntries(names.map(name => [name, drawn(name)])) as Record<keyof typeof LAWS, number>;
  const massReachMm = values.massEffect > 0 ? Math.min(MASS_REACH_RADII * lesion.radiusMm, lesion.radiusMm + MASS_REACH_MM) : 0;
  return { contrastHu, ...values, massReachMm, recipe: { contrastHu, ...values }, warnings };
}
