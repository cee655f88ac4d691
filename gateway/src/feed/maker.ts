import type { LesionKind } from '../anatomy/lesion-kind.ts';
import type { Organ } from '../anatomy/organ.ts';
import { ORGANS } from '../anatomy/organs/index.ts';
import { GatewayError } from '../errors.ts';
import type { Generator } from '../synthesis/generator.ts';
import { GENERATORS } from '../synthesis/generators/index.ts';
import { kindFor } from '../synthesis/kind-for.ts';
import type { FeedConfig } from './config.ts';

/** Who makes the lesions of a feed, in which organ. */
export interface Maker {
  readonly organ: Organ;
  readonly kind: LesionKind;
  readonly generator: Generator;
}

/** Finds what a configuration names. Throws organ/unknown, kind/*, generator/unknown, request/invalid for a generator that needs more than a CPU. */
export function makerOf(config: Pick<FeedConfig, 'organ' | 'lesionKind' | 'generator'>): Maker {
  const organ = ORGANS.find(({ name }) => name === config.organ);
  if (!organ) throw new GatewayError('organ/unknown', `There is no "${config.organ}"; known are: ${ORGANS.map(({ name }) => name).join(', ')}.`);
  const generator = GENERATORS.find(({ name }) => name === config.generator);
  if (!generator) throw new GatewayError('generator/unknown', `There is no "${config.generator}"; known are: ${GENERATORS.map(({ name }) => name).join(', ')}.`);
  if (generator.requires?.length)
    throw new GatewayError('request/invalid', `Generator "${generator.name}" needs ${generator.requires.join(' and ')}, which a feed has not; choose one that computes lesions by itself.`, { context: { generator: generator.name } });
  return { organ, generator, kind: kindFor(generator, organ, config.lesionKind) };
}
