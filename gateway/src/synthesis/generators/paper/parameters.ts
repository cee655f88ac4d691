import type { ParameterSchema } from '../../generator.ts';
import { parameterField } from '../../parameter-field.ts';
import { PUBLISHED_PARAMETERS } from '../published/parameters.ts';

/** What a caller may set of a lesion as Hu et al. 2023 describe it. Unset values without a default are drawn from the seed. */
export const paperParameters: ParameterSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  properties: {
    ...PUBLISHED_PARAMETERS,
    edgeSigmaMm: parameterField({ title: 'Edge blur', description: 'Standard deviation of the edge.', minimum: 0.2, maximum: 3, unit: 'mm', drawn: '0.6 to 1.2' }),
    textureSdHu: parameterField({ title: 'Texture', description: 'Standard deviation of the noise that the texture is made from.', minimum: 0, maximum: 80, unit: 'HU', drawn: 'the parenchyma\'s own' }),
    textureZoom: parameterField({ title: 'Texture upscale', description: 'Larger is coarser.', minimum: 1, maximum: 3, drawn: '1.1 to 1.5' }),
    restandardise: {
      type: 'boolean',
      title: 'Keep the texture\'s strength',
      description: 'Gives the finished texture its standard deviation back. Off, as published, upscaling and blur leave 0.36 to 0.49 of it: lesions look too smooth.',
      default: false,
    },
    massEffect: parameterField({ title: 'Mass effect', description: 'I / 100 of the published map; 0 is none.', minimum: 0, maximum: 0.9, default: 0.3 }),
    massMap: { type: 'string', enum: ['eq5', 'quadratic'], title: 'Mass effect law', description: 'How the push fades outwards: eq5 as published, or quadratic, which shows.', default: 'eq5' },
    massReachRadii: parameterField({ title: 'Mass effect reach', description: 'Nothing moves farther from the centre than this many radii.', minimum: 1.05, maximum: 1.8, default: 1.3 }),
    capsuleHu: parameterField({ title: 'Capsule', description: 'What is added on the edge before it is blurred: a quarter to a half of it is seen; 0 is none.', minimum: 0, maximum: 300, unit: 'HU', default: 120 }),
    capsuleLow: parameterField({ title: 'Capsule from', description: 'Opacity at which the capsule begins.', minimum: 0.05, maximum: 0.5, default: 0.4 }),
    capsuleHigh: parameterField({ title: 'Capsule to', description: 'Opacity at which the capsule ends.', minimum: 0.5, maximum: 0.95, default: 0.7 }),
    capsuleMm: parameterField({ title: 'Capsule blur', description: 'Standard deviation of the capsule\'s blur.', minimum: 0.2, maximum: 2, unit: 'mm', default: 0.8 }),
  },
};
