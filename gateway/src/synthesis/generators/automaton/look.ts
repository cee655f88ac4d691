import type { LesionKind } from '../../../anatomy/lesion-kind.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import { drawContrast } from '../../contrast.ts';
import { makeDraws, type Draws } from '../../draws.ts';
import type { GenerationRequest } from '../../generator.ts';
import type { SynthesisWarning } from '../../warning.ts';

type Law = (draws: Draws, radiusMm: number, kind: LesionKind) => number;

const LAWS = {
  edgeSigmaMm: (draws, _, kind) => draws.uniform('edgeSigmaMm', ...kind.edgeSigmaMm),
  heterogeneity: (draws, _, kind) => draws.uniform('heterogeneity', ...kind.heterogeneity),
  heterogeneityMm: draws => draws.uniform('heterogeneityMm', 4, 15),
  vesselDimming: draws => draws.uniform('vesselDimming', 0.5, 0.9),
  invasionMiddle: () => 0.3,
  invasionHigh: () => 0.1,
  barrierHits: () => 3,
  extraSeeds: draws => (draws.chance('extra seeds', 1 / 3) ? 3 + draws.integer('extraSeeds', 7) : 0),
  seedSpreadMm: (_, radiusMm) => 0.45 * radiusMm,
  necrosisShare: (draws, radiusMm, { core }) => (radiusMm >= core.fromRadiusMm && draws.chance('core', core.probability) ? draws.uniform('coreShare', ...core.share) : 0),
  necrosisHu: (draws, _, { core }) => draws.uniform('coreHu', ...core.hu),
  latticeMm: (_, radiusMm) => Math.min(1, Math.max(0.4, radiusMm / 16)),
} satisfies Record<string, Law>;

type Name = keyof typeof LAWS;

/** Every value of one lesion, asked for or drawn. */
export interface AutomatonLook extends Readonly<Record<Name, number>> {
  readonly contrastHu: number;
  /** Where growth starts, mm from the lesion's centre; absent: to be found. */
  readonly startMm?: Vec3;
  /** The parameters above as a caller would set them to get the same lesion. */
  readonly recipe: Readonly<Record<string, number>>;
  readonly warnings: readonly SynthesisWarning[];
}

/** A lattice finer than this share of the radius would show nothing more. */
const FINEST = 1 / 40;

/** Fills in what the request leaves open, each value from its own draw, so that setting one never changes another. */
export function resolveLook({ lesion, statistics }: GenerationRequest): AutomatonLook {
  const { kind, phase, radiusMm, seed } = lesion;
  const draws = makeDraws({ seed, stage: 'parameters' });
  const given = (name: string) => lesion.parameters[name] as number | undefined;
  const drawn = Object.fromEntries((Object.keys(LAWS) as Name[]).map(name => [name, given(name) ?? (LAWS[name] as Law)(draws, radiusMm, kind)])) as Record<Name, number>;
  const values = { ...drawn, latticeMm: Math.max(drawn.latticeMm, FINEST * radiusMm) };
  const asked = given('contrastHu');
  const { contrastHu, warnings } = asked === undefined ? drawContrast({ kind, phase, statistics, draws }) : { contrastHu: asked, warnings: [] };
  const start = [given('startXMm'), given('startYMm'), given('startZMm')];
  const startMm = start.some(v => v !== undefined) ? (start.map(v => v ?? 0) as unknown as Vec3) : undefined;
  return { contrastHu, ...values, ...(startMm ? { startMm } : {}), recipe: { contrastHu, ...values }, warnings };
}
