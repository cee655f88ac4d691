import type { Draws } from '../draws.ts';
import type { LesionGroup, LesionRole, RadiusLaw } from './lesion-group.ts';
import { classGroup, mixGroups, SIZE_CLASSES, type SizeClassName } from './size-classes.ts';
import { STAGES, type StageName } from './stages.ts';

/** What lesions a scan should get: those of a size class, or of a stage of disease. `any` draws which. */
export type Plan = { readonly sizeClass: SizeClassName | 'mix' | 'any' } | { readonly stage: StageName | 'any' };

/** A lesion that a plan asks for, before it has a site. */
export interface WantedLesion {
  /** Unique within its plan: `satellite 3`. Keys its draws. */
  readonly name: string;
  readonly role: LesionRole;
  readonly radiusMm: number;
  readonly gapMm: number;
  /** Share of the radius. */
  readonly deformation: number;
  /** Absent: as the generator draws them. */
  readonly massEffect?: boolean;
  readonly capsule?: boolean;
  /** Share by which its contrast may differ from the scan's; absent: a contrast of its own. */
  readonly contrastSpread?: number;
  /** Mean distance of its centre from the core's surface, mm; absent: anywhere legal. */
  readonly fromCoreMm?: number;
}

export interface DrawnPlan {
  /** With every `any` settled. */
  readonly plan: Plan;
  /** Largest first. */
  readonly lesions: readonly WantedLesion[];
}

/** Draws numbers, sizes and looks. Each lesion's values depend on its own name alone. */
export function drawPlan(plan: Plan, draws: Draws): DrawnPlan {
  const settled = settle(plan, draws);
  const lesions = groupsOf(settled).flatMap(group => lesionsOf(group, draws));
  return { plan: settled, lesions: lesions.sort((a, b) => b.radiusMm - a.radiusMm) };
}

function settle(plan: Plan, draws: Draws): Plan {
  if ('stage' in plan) return plan.stage === 'any' ? { stage: weighted(draws.uniform('stage', 0, 1)) } : plan;
  const classes = [...SIZE_CLASSES.map(({ name }) => name), 'mix'] as const;
  return plan.sizeClass === 'any' ? { sizeClass: classes[draws.integer('size class', classes.length)]! } : plan;
}

function weighted(share: number): StageName {
  let left = share;
  return (STAGES.find(({ probability }) => (left -= probability) < 0) ?? STAGES[0]!).name;
}

function groupsOf(plan: Plan): readonly LesionGroup[] {
  if ('stage' in plan) return STAGES.find(({ name }) => name === plan.stage)!.groups;
  return plan.sizeClass === 'mix' ? mixGroups() : [classGroup(SIZE_CLASSES.find(({ name }) => name === plan.sizeClass)!)];
}

function lesionsOf(group: LesionGroup, draws: Draws): WantedLesion[] {
  const [fewest, most] = group.count;
  const count = fewest + draws.integer(`${group.name} count`, most - fewest + 1);
  return Array.from({ length: count }, (_, n) => {
    const name = `${group.name} ${n + 1}`;
    return {
      name,
      role: group.role,
      radiusMm: drawRadiusMm(group.radius, draws, name),
      gapMm: group.gapMm,
      deformation: draws.uniform(`${name} deformation`, ...group.deformation),
      ...(group.massEffect === undefined ? {} : { massEffect: group.massEffect }),
      ...(group.capsule === undefined ? {} : { capsule: draws.chance(`${name} capsule`, group.capsule) }),
      ...(group.contrastSpread === undefined ? {} : { contrastSpread: group.contrastSpread }),
      ...(group.fromCoreMm === undefined ? {} : { fromCoreMm: group.fromCoreMm }),
    };
  });
}

/** Volume-equivalent radius, mm, under a law. */
export function drawRadiusMm({ law, rangeMm: [low, high] }: RadiusLaw, draws: Draws, name: string): number {
  if (law === 'log-uniform') return draws.logUniform(`${name} radius`, low, high);
  if (law === 'uniform') return draws.uniform(`${name} radius`, low, high);
  return Math.cbrt(['a', 'b', 'c'].reduce((product, axis) => product * draws.uniform(`${name} half axis ${axis}`, low, high), 1));
}
