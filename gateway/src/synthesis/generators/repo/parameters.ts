import type { ParameterSchema } from '../../generator.ts';
import { parameterField } from '../../parameter-field.ts';
import { PUBLISHED_PARAMETERS } from '../published/parameters.ts';

/** What a caller may set of a lesion as the code behind the published scores makes it. Unset values without a default are drawn, those of the scan from its seed. */
export const repoParameters: ParameterSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  properties: {
    ...PUBLISHED_PARAMETERS,
    depthHu: parameterField({ title: 'Depth', description: 'What is subtracted where the texture is 1; the texture\'s mean is about a half.', minimum: 0, maximum: 400, unit: 'HU', drawn: '65 to 145, the same for all lesions of a scan', insteadOf: 'contrastHu' }),
    edgeSigmaMm: parameterField({ title: 'Edge blur', description: 'Standard deviation of the edge.', minimum: 0.2, maximum: 4, unit: 'mm', drawn: '1 to 2, the same for all lesions of a scan' }),
    wholeAxes: { type: 'boolean', title: 'Whole half axes', description: 'Drawn half axes are whole millimetres.', default: true },
    patchMm: parameterField({ title: 'Patches', description: 'Blur of the texture\'s probability.', minimum: 3, maximum: 15, unit: 'mm', drawn: '3, 6, 9, 12 or 15, by scan' }),
    grainMm: parameterField({ title: 'Softness', description: 'Blur of the texture itself.', minimum: 3, maximum: 8, unit: 'mm', drawn: '4 or 7, by scan' }),
    probabilityBase: parameterField({ title: 'Lowest probability', description: 'Of a texture cell being filled.', minimum: 0.04, maximum: 0.3, drawn: '0.04 to 0.06, by scan' }),
    probabilitySlope: parameterField({ title: 'Probability span', description: 'Highest minus lowest probability.', minimum: 0, maximum: 0.5, drawn: '0.19 to 0.21, by scan' }),
    textureLevel: parameterField({ title: 'Texture mean', description: 'Share of the depth that is subtracted on average.', minimum: 0.2, maximum: 0.9, drawn: '0.50 to 0.55, by scan' }),
  },
};
