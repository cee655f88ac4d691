import type { LesionKind } from '../../anatomy/lesion-kind.ts';
import { makeDraws } from '../draws.ts';
import type { Generator } from '../generator.ts';
import type { SeededLesion } from '../plan/plan-lesions.ts';

interface Property {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly 'x-drawn'?: string;
}

export interface LookSetting {
  readonly generator: Generator;
  readonly kind: LesionKind;
  /** What lesions of one disease have in this scan, HU. */
  readonly scanContrastHu: number;
}

/** A plan's look in a generator's own parameters, as far as it has them; what the plan leaves open stays open. */
export function lookParameters({ deformation, massEffect, capsule, contrastSpread, seed }: SeededLesion, { generator, kind, scanContrastHu }: LookSetting): Readonly<Record<string, number>> {
  const { properties = {} } = generator.parameters as { readonly properties?: Readonly<Record<string, Property>> };
  const draws = makeDraws({ seed, stage: 'plan' });
  // A generator whose lesions have a capsule by default keeps its own, and one with a law of its own for the contrast keeps that.
  const ownCapsule = Number(properties['capsuleHu']?.default ?? 0) > 0;
  const ownContrast = !properties['contrastHu']?.['x-drawn']?.startsWith('by kind');
  const look = {
    deformation,
    ...(massEffect === false ? { massEffect: 0 } : {}),
    ...(capsule === undefined || (capsule && ownCapsule) ? {} : { capsuleHu: capsule ? draws.uniform('capsuleHu', ...kind.rim.crestHu) : 0 }),
    ...(contrastSpread === undefined || ownContrast ? {} : { contrastHu: scanContrastHu * draws.uniform('contrast', 1 - contrastSpread, 1 + contrastSpread) }),
  };
  const known = Object.entries(look).filter(([name]) => name in properties);
  return Object.fromEntries(known.map(([name, value]) => [name, Math.min(properties[name]!.maximum ?? Infinity, Math.max(properties[name]!.minimum ?? -Infinity, value))]));
}
