import { GatewayError } from '../errors.ts';
import type { LesionKind } from './lesion-kind.ts';
import type { Organ } from './organ.ts';

/** The named kind of lesion of an organ, or its default one. Throws kind/unknown. */
export function lesionKindNamed({ name: organ, lesionKinds }: Organ, name?: string): LesionKind {
  const found = name === undefined ? lesionKinds[0] : lesionKinds.find(kind => kind.name === name);
  if (found) return found;
  const known = lesionKinds.map(kind => kind.name);
  throw new GatewayError('kind/unknown', `The ${organ} has no lesion kind "${name ?? ''}"; known are: ${known.join(', ')}.`, { context: { organ, known } });
}
