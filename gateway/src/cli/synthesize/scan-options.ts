import { GatewayError } from '../../errors.ts';
import type { AskedLesion, LesionLook } from '../../synthesis/plan/asked-lesion.ts';
import type { Plan } from '../../synthesis/plan/draw-plan.ts';
import { SIZE_CLASSES } from '../../synthesis/plan/size-classes.ts';
import { STAGES } from '../../synthesis/plan/stages.ts';
import type { Values } from '../command.ts';
import { jsonArray, jsonObject, number, optional, point } from '../values.ts';

/** What lesions the options of the command ask for. */
export interface ScanOptions extends LesionLook {
  readonly seed: number;
  readonly lesions: readonly AskedLesion[] | Plan;
}

const DEFAULT_RADIUS_MM = 10;
const PHASES = ['native', 'arterial', 'venous', 'delayed'] as const;
const SIZE_PLANS = [...SIZE_CLASSES.map(({ name }) => name), 'mix'] as const;
const STAGE_PLANS = STAGES.map(({ name }) => name);

/** Names that --plan takes. */
export const PLAN_NAMES: readonly string[] = [...SIZE_PLANS, 'any-size', ...STAGE_PLANS, 'any-stage'];

/** Reads the options that say what lesions to make. Throws request/invalid. */
export function scanOptions(values: Values): ScanOptions {
  const phase = phaseNamed(optional(values, 'phase'), '--phase');
  const parameters = jsonObject(values, 'parameters');
  const kind = optional(values, 'kind');
  return {
    seed: number(values, 'seed') ?? 0,
    lesions: wanted(values),
    ...(kind === undefined ? {} : { kind }),
    ...(phase ? { phase } : {}),
    ...(parameters ? { parameters } : {}),
  };
}

function wanted(values: Values): ScanOptions['lesions'] {
  const given = ['radius-mm', 'lesions', 'plan'].filter(name => values[name] !== undefined);
  if (given.length > 1) throw new GatewayError('request/invalid', `--${given.join(' and --')} exclude each other; give one of them.`);
  const centreLps = point(values, 'centre-mm');
  if (centreLps && given[0] !== undefined && given[0] !== 'radius-mm') throw new GatewayError('request/invalid', `--centre-mm does not go with --${given[0]}; give each lesion a "centreLps" in --lesions.`);
  const plan = optional(values, 'plan');
  if (plan !== undefined) return planNamed(plan);
  const lesions = jsonArray(values, 'lesions');
  if (lesions) return lesions.map(readLesion);
  return [{ radiusMm: number(values, 'radius-mm') ?? DEFAULT_RADIUS_MM, ...(centreLps ? { centreLps } : {}) }];
}

/** A plan by its name on the command line. Throws request/invalid. */
function planNamed(name: string): Plan {
  if (name === 'any-size') return { sizeClass: 'any' };
  if (name === 'any-stage') return { stage: 'any' };
  const sizeClass = SIZE_PLANS.find(known => known === name);
  if (sizeClass) return { sizeClass };
  const stage = STAGE_PLANS.find(known => known === name);
  if (stage) return { stage };
  throw new GatewayError('request/invalid', `There is no plan "${name}"; known are: ${PLAN_NAMES.join(', ')}.`);
}

const LESION_FIELDS = ['radiusMm', 'sizeClass', 'centreLps', 'seed', 'kind', 'phase', 'parameters'];

/** One entry of --lesions. Throws request/invalid naming the fault. */
function readLesion(value: unknown, n: number): AskedLesion {
  const where = `Lesion ${n + 1} of --lesions`;
  const refuse = (fault: string) => new GatewayError('request/invalid', `${where} ${fault}.`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('is not an object');
  const lesion = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(lesion).find(name => !LESION_FIELDS.includes(name));
  if (unknown !== undefined) throw refuse(`has an unknown field "${unknown}"; known are: ${LESION_FIELDS.join(', ')}`);
  const { radiusMm, sizeClass, centreLps, seed, kind, phase, parameters } = lesion;
  if ((typeof radiusMm === 'number') === SIZE_CLASSES.some(({ name }) => name === sizeClass)) throw refuse('needs either a number "radiusMm" or a "sizeClass" of tiny, small, medium, large');
  if (centreLps !== undefined && !(Array.isArray(centreLps) && centreLps.length === 3 && centreLps.every(v => typeof v === 'number'))) throw refuse('has a "centreLps" that is not three numbers in mm');
  if (seed !== undefined && typeof seed !== 'number') throw refuse('has a "seed" that is not a number');
  if (kind !== undefined && typeof kind !== 'string') throw refuse('has a "kind" that is not a name');
  if (parameters !== undefined && (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters))) throw refuse('has "parameters" that are not an object');
  phaseNamed(phase, `${where}: "phase"`);
  return lesion as unknown as AskedLesion;
}

function phaseNamed(value: unknown, where: string): (typeof PHASES)[number] | undefined {
  const phase = PHASES.find(known => known === value);
  if (value !== undefined && !phase) throw new GatewayError('request/invalid', `${where} must be one of ${PHASES.join(', ')}.`);
  return phase;
}
