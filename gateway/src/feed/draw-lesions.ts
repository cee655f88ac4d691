import { GatewayError } from '../errors.ts';
import { guessPhase } from '../synthesis/contrast.ts';
import type { Draws } from '../synthesis/draws.ts';
import type { Plan } from '../synthesis/plan/draw-plan.ts';
import type { Generator, LesionRequest } from '../synthesis/generator.ts';
import { checkParameters } from '../synthesis/parameters.ts';
import { settleLesions } from '../synthesis/scan/settle-lesions.ts';
import { ijkToLps, type Vec3 } from '../volume/geometry.ts';
import { ijkOf } from '../volume/volume.ts';
import type { FeedConfig } from './config.ts';
import type { Host } from './host.ts';
import type { Maker } from './maker.ts';

const SITE_TRIES = 120;

export interface DrawLesionsOptions {
  readonly host: Host;
  readonly config: FeedConfig;
  readonly maker: Maker;
  readonly draws: Draws;
}

/** Lesions of one patch's scan: those of the plan, or few of the configured sizes. */
export function drawLesions(options: DrawLesionsOptions): readonly LesionRequest[] {
  const { config, draws } = options;
  if (!draws.chance('any lesion', config.lesionShare)) return [];
  return config.plan ? plannedLesions(options, config.plan) : freeLesions(options);
}

/** As a plan has them; none where the organ has no site for any. */
function plannedLesions({ host, config: { lesionKind: kind, parameters }, maker: { organ, generator }, draws }: DrawLesionsOptions, plan: Plan): readonly LesionRequest[] {
  const look = { ...(kind === undefined ? {} : { kind }), ...(parameters ? { parameters } : {}) };
  const scanSeed = draws.integer('plan', 2 ** 32);
  try {
    const { lesions } = settleLesions({ ...host, organ, generator, ...look, seed: scanSeed, lesions: plan });
    return lesions.map(({ placement: { centreLps }, ...lesion }) => ({ ...lesion, centreLps, scanSeed }));
  } catch (error) {
    if (error instanceof GatewayError && error.code.startsWith('placement/')) return [];
    throw error;
  }
}

/** Sizes uniform on a logarithmic scale, sites clear of each other and of known lesions, and looks far wider than any one phase's. */
function freeLesions({ host, config, maker: { organ, kind, generator }, draws }: DrawLesionsOptions): readonly LesionRequest[] {
  const count = 1 + Math.floor(config.mostLesions * draws.uniform('count', 0, 1) ** 2);
  const phase = guessPhase(organ, host.survey.statistics.meanHu);
  const lesions: LesionRequest[] = [];
  for (let n = 0; n < count; n++) {
    const largest = Math.min(config.radiusMm[1], 0.8 * host.survey.inscribedRadiusMm, n > 0 ? 12 : Infinity);
    const radiusMm = draws.logUniform(`radius ${n}`, config.radiusMm[0], Math.max(config.radiusMm[0] * 1.01, largest));
    const centreLps = drawSite({ host, radiusMm, others: lesions, draws, name: `site ${n}` });
    if (!centreLps) continue;
    lesions.push({ centreLps, radiusMm, kind, phase, seed: draws.integer(`seed ${n}`, 0xffffffff), parameters: lookOf(generator, config, { draws, n, radiusMm }) });
  }
  return lesions;
}

interface SiteRequest {
  readonly host: Host;
  readonly radiusMm: number;
  readonly others: readonly LesionRequest[];
  readonly draws: Draws;
  readonly name: string;
}

/** A place in the organ, also under its capsule and beside vessels, which a trainee must meet too. */
function drawSite({ host: { survey }, radiusMm, others, draws, name }: SiteRequest): Vec3 | undefined {
  const { geometry } = survey.grid;
  const depth = draws.uniform(`${name} depth`, 0.2, 1) * radiusMm;
  const clearance = draws.uniform(`${name} clearance`, 0.5, 1.2) * radiusMm;
  for (let n = 0; n < SITE_TRIES; n++) {
    const at = survey.organSites[draws.integer(`${name} ${n}`, survey.organSites.length)]!;
    if (survey.borderMm[at]! < depth || survey.obstacleMm[at]! < clearance) continue;
    const centre = ijkToLps(geometry, ijkOf(geometry, at));
    const clear = others.every(other => Math.hypot(...centre.map((v, axis) => v - other.centreLps[axis]!)) > 1.25 * (radiusMm + other.radiusMm) + 2);
    if (clear) return centre;
  }
  return undefined;
}

interface OneLesion {
  readonly draws: Draws;
  readonly n: number;
  readonly radiusMm: number;
}

/** The look that the configuration sets, the rest left to the generator's own laws; a drawn one where it sets none. Throws generator/invalid-parameters. */
function lookOf(generator: Generator, config: FeedConfig, { draws, n, radiusMm }: OneLesion): Record<string, unknown> {
  if (!config.parameters) return knownTo(generator, drawLook(radiusMm, config, { draws, n }));
  const settle = ([name, value]: [string, unknown]) => [name, Array.isArray(value) ? draws.uniform(`${name} ${n}`, Number(value[0]), Number(value[1])) : value];
  return checkParameters(generator, Object.fromEntries(Object.entries(config.parameters).map(settle)));
}

/** The part of a look that a generator has parameters for. */
function knownTo(generator: Generator, look: Readonly<Record<string, number>>): Record<string, unknown> {
  const { properties = {} } = generator.parameters as { readonly properties?: object };
  return checkParameters(generator, Object.fromEntries(Object.entries(look).filter(([name]) => name in properties)));
}

function drawLook(radiusMm: number, { hypodenseShare }: FeedConfig, { draws, n }: { draws: Draws; n: number }): Record<string, number> {
  const uniform = (name: string, low: number, high: number) => draws.uniform(`${name} ${n}`, low, high);
  const chance = (name: string, probability: number) => draws.chance(`${name} chance ${n}`, probability);
  const dark = chance('dark', hypodenseShare);
  const faintest = radiusMm < 5 ? 18 : 10;
  const contrast = draws.logUniform(`contrast ${n}`, faintest, dark ? 85 : 60);
  return {
    contrastHu: dark ? -contrast : contrast,
    edgeSigmaMm: draws.logUniform(`edge ${n}`, 0.5, 2.5),
    deformation: uniform('deformation', 0.05, 0.28),
    roughness: uniform('roughness', 0.01, 0.1),
    axisSpread: uniform('spread', 0.1, 0.35),
    heterogeneity: uniform('heterogeneity', 0.03, 0.4),
    noiseGain: uniform('noise', 0.85, 1.2),
    massEffect: radiusMm >= 6 && chance('mass', 0.4) ? uniform('mass', 0.03, 0.25) : 0,
    capsuleHu: radiusMm >= 6 && chance('capsule', 0.2) ? uniform('capsule', 10, 50) : 0,
    capsuleMm: uniform('capsule width', 0.7, 2),
    coreShare: radiusMm >= 6 && chance('core', 0.3) ? uniform('core', 0.05, 0.5) : 0,
    coreHu: uniform('core hu', -45, 15),
  };
}
