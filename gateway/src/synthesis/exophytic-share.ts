import type { LesionKind } from '../anatomy/lesion-kind.ts';
import { makeDraws } from './draws.ts';
import type { Generator } from './generator.ts';

export interface ExophyticRequest {
  readonly generator: Generator;
  readonly kind: LesionKind;
  readonly radiusMm: number;
  readonly seed: number;
  /** The generator's own, checked. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Share of a lesion outside the organ, 0..1: the one asked for, else drawn as its kind grows; 0 of a generator that has no such parameter. */
export function exophyticShare({ generator, kind: { exophytic }, radiusMm, seed, parameters }: ExophyticRequest): number {
  const { properties = {} } = generator.parameters as { readonly properties?: Readonly<Record<string, unknown>> };
  if (!('exophytic' in properties)) return 0;
  const asked = parameters['exophytic'];
  if (typeof asked === 'number') return asked;
  const draws = makeDraws({ seed, stage: 'parameters' });
  return radiusMm >= exophytic.fromRadiusMm && draws.chance('exophytic', exophytic.probability) ? draws.uniform('exophytic share', ...exophytic.share) : 0;
}
