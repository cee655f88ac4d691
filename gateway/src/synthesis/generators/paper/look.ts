import type { Vec3 } from '../../../volume/geometry.ts';
import type { Pull, PullMap } from '../../../kernels/pull-warp/pull-factor.ts';
import { makeDraws, type Draws } from '../../draws.ts';
import { elasticShare } from '../../shape/elastic-share.ts';
import type { GenerationRequest } from '../../generator.ts';
import { publishedContrast } from '../published/contrast.ts';
import type { OrganStatistics } from '../../survey/statistics.ts';
import type { SynthesisWarning } from '../../warning.ts';

interface Setting {
  readonly radiusMm: number;
  readonly statistics: OrganStatistics;
  /** Values that are settled already, those earlier in the list. */
  readonly values: Readonly<Record<string, number>>;
}

type Law = (draws: Draws, setting: Setting) => number;

/** Hu et al. 2023, table 1. */
const LAWS = {
  halfAxisA: draws => draws.uniform('half axis 0', 0.75, 1.25),
  halfAxisB: draws => draws.uniform('half axis 1', 0.75, 1.25),
  halfAxisC: draws => draws.uniform('half axis 2', 0.75, 1.25),
  deformation: (draws, { radiusMm }) => draws.uniform('deformation', ...elasticShare(radiusMm)),
  elasticSigmaMm: (_, { radiusMm, values }) => values['deformation']! * radiusMm,
  edgeSigmaMm: draws => draws.uniform('edgeSigmaMm', 0.6, 1.2),
  textureSdHu: (_, { statistics }) => statistics.sdHu,
  textureZoom: draws => draws.uniform('textureZoom', 1.1, 1.5),
  massEffect: () => 0.3,
  massReachRadii: () => 1.3,
  capsuleHu: () => 120,
  capsuleLow: () => 0.4,
  capsuleHigh: () => 0.7,
  capsuleMm: () => 0.8,
} satisfies Record<string, Law>;

type Values = Readonly<Record<keyof typeof LAWS, number>>;

/** Every value of one lesion's look, asked for or drawn. */
export interface PaperLook extends Values {
  readonly contrastHu: number;
  readonly massMap: PullMap;
  readonly restandardise: boolean;
  readonly exactVolume: boolean;
  readonly halfAxesMm: Vec3;
  /** The mass effect; absent without one. */
  readonly pull?: Pull;
  /** The parameters as a caller would set them to get the same lesion. */
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly warnings: readonly SynthesisWarning[];
}

/** Fills in what the request leaves open, each value from its own draw, so that setting one never changes another. */
export function resolveLook(request: GenerationRequest): PaperLook {
  const { statistics, lesion: { seed, radiusMm, parameters } } = request;
  const draws = makeDraws({ seed, stage: 'parameters' });
  const values: Record<string, number> = {};
  for (const [name, law] of Object.entries(LAWS) as [string, Law][]) values[name] = (parameters[name] as number | undefined) ?? law(draws, { radiusMm, statistics, values });
  const settled = values as Values;
  const { massMap = 'eq5', restandardise = false, exactVolume = true } = parameters as Partial<Pick<PaperLook, 'massMap' | 'restandardise' | 'exactVolume'>>;
  const { warnings, contrastHu, contrastLaw } = publishedContrast(request, draws, () => paperContrast(statistics, draws));
  return {
    ...settled,
    contrastHu,
    massMap,
    restandardise,
    exactVolume,
    halfAxesMm: [settled.halfAxisA * radiusMm, settled.halfAxisB * radiusMm, settled.halfAxisC * radiusMm],
    ...(settled.massEffect > 0 ? { pull: { map: massMap, strength: settled.massEffect, radiusMm, reachMm: settled.massReachRadii * radiusMm } } : {}),
    recipe: { ...settled, contrastHu, contrastLaw, massMap, restandardise, exactVolume },
    warnings,
  };
}

const DARKEST_HU = 30;
const LEAST_CONTRAST_HU = 10;

/** The lesion's HU is uniform from 30 to 10 below the parenchyma; where that is nothing, it lies 10..40 HU below the parenchyma. */
function paperContrast({ meanHu }: OrganStatistics, draws: Draws): { contrastHu: number; warnings: readonly SynthesisWarning[] } {
  if (meanHu - LEAST_CONTRAST_HU > DARKEST_HU) return { contrastHu: draws.uniform('meanHu', DARKEST_HU, meanHu - LEAST_CONTRAST_HU) - meanHu, warnings: [] };
  const message = `A parenchyma of ${Math.round(meanHu)} HU leaves nothing between ${DARKEST_HU} HU and ${LEAST_CONTRAST_HU} HU below it; the lesion is drawn 10..40 HU darker instead.`;
  return { contrastHu: -draws.uniform('contrastHu fallback', 10, 40), warnings: [{ code: 'contrast/empty-interval', message }] };
}
