import { lesionKindNamed } from '../anatomy/lesion-kind-named.ts';
import type { LesionKind } from '../anatomy/lesion-kind.ts';
import type { Organ } from '../anatomy/organ.ts';
import { GatewayError } from '../errors.ts';
import type { Generator } from './generator.ts';

/** The kind of lesion a generator shall make in an organ; absent: the organ's first. Throws kind/unknown, kind/not-made. */
export function kindFor({ name, followsKinds = false }: Generator, organ: Organ, asked?: string): LesionKind {
  const kind = lesionKindNamed(organ, asked);
  if (followsKinds || kind === organ.lesionKinds[0]) return kind;
  throw new GatewayError('kind/not-made', `The generator ${name} has one look for all lesions and makes no ${kind.label.toLowerCase()}; use studio, or leave the kind out.`, { context: { generator: name, kind: kind.name } });
}
