import type { Generator, Organ, SurveyResult } from '@lesion-forge/openapi';
import { RequestFailure } from '../client/request-failure.ts';
import type { Schema } from '../form/schema-form.ts';
import { readLesion } from '../form/synthesize-request.ts';
import { withDefaults } from '../form/with-defaults.ts';
import type { WantedLesion } from './lesion-maker.ts';
import type { PlacedLesion } from './scene.ts';

export interface WantedSetting {
  readonly generator: Generator;
  readonly organ: Organ;
  readonly survey: SurveyResult;
}

/** The lesions of a scene as the gateway will settle them: unset values have their defaults, an unset phase is the survey's guess. */
export function wantedLesions(lesions: readonly PlacedLesion[], { generator, organ, survey }: WantedSetting): readonly WantedLesion[] {
  const [first] = lesions;
  const scanSeed = first && readLesion(first.form, { generator, organ }).values.seed; // as synthesizeRequest has it
  return lesions.map(({ id, site, form }) => {
    const { values, errors } = readLesion(form, { generator, organ });
    if (Object.keys(errors).length > 0) return { id, failure: new RequestFailure('viewer/invalid-entry', 'An entry is not valid; correct what is marked.') };
    const { radiusMm, seed, kind, contrastPhase, parameters } = values;
    const spec = {
      generator: generator.name,
      generatorVersion: generator.version,
      ...(kind === undefined ? {} : { kind }),
      phase: contrastPhase ?? survey.contrastPhase,
      centreLps: site.centreLps,
      radiusMm,
      seed,
      scanSeed: scanSeed ?? seed,
      parameters: withDefaults(generator.parameters as Schema, parameters ?? {}),
    };
    return { id, spec };
  });
}
