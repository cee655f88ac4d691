import type { LesionKind } from '../anatomy/lesion-kind.ts';
import { makeDraws } from './draws.ts';
import type { Generator } from './generator.ts';
import type { SeededLesion } from './plan-lesions.ts';

interface Property {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

/** A plan's look in a generator's own parameters, as far as it has them; what the plan leaves open stays open. */
export function lookParameters({ deformation, massEffect, capsule, seed }: SeededLesion, generator: Generator, kind: LesionKind): Readonly<Record<string, number>> {
  const { properties = {} } = generator.parameters as { readonly properties?: Readonly<Record<string, Property>> };
  // A generator whose lesions have a capsule by default keeps its own; else the crest is the kind's.
  const ownCapsule = Number(properties['capsuleHu']?.default ?? 0) > 0;
  const crestHu = () => makeDraws({ seed, stage: 'plan' }).uniform('capsuleHu', ...kind.rim.crestHu);
  const look = {
    deformation,
    ...(massEffect === false ? { massEffect: 0 } : {}),
    ...(capsule === undefined || (capsule && ownCapsule) ? {} : { capsuleHu: capsule ? crestHu() : 0 }),
  };
  const known = Object.entries(look).filter(([name]) => name in properties);
  return Object.fromEntries(known.map(([name, value]) => [name, Math.min(properties[name]!.maximum ?? Infinity, Math.max(properties[name]!.minimum ?? -Infinity, value))]));
}
