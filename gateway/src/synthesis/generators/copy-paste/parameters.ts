import type { ParameterSchema } from '../../generator.ts';
import { parameterField as field } from '../../parameter-field.ts';

/** What a caller may set of a copied lesion. Unset values without a default are drawn from the seed. */
export const copyPasteParameters: ParameterSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  properties: {
    donor: field({ title: 'Donor', description: 'Position of the case in the list of donors, sorted by name, from 0.', minimum: 0, maximum: 99_999, whole: true, drawn: 'any donor' }),
    donorLesion: field({ title: 'Donor lesion', description: 'Position of the lesion among the usable ones of the donor, the largest first, from 0.', minimum: 0, maximum: 99, whole: true, drawn: 'one of the three nearest in size' }),
    turnDeg: field({ title: 'Turn', description: 'Rotation about the body axis.', minimum: -180, maximum: 180, unit: 'degrees', drawn: 'any' }),
    tiltDeg: field({ title: 'Tilt', description: 'Rotation about the left-right axis, before the turn.', minimum: -45, maximum: 45, unit: 'degrees', drawn: '-20 to 20' }),
    mirrored: { type: 'boolean', title: 'Mirrored', description: 'Left and right exchanged before the turn.', 'x-drawn': 'half of the lesions' },
    upended: { type: 'boolean', title: 'Upended', description: 'Head and feet exchanged.', 'x-drawn': 'half of the lesions' },
    contrastGain: field({ title: 'Contrast gain', description: 'The lesion\'s contrast relative to the donor\'s.', minimum: -1, maximum: 2, default: 1 }),
    edgeSigmaMm: field({ title: 'Edge blur', description: 'Standard deviation of the blend at the edge, in the slice plane.', minimum: 0.2, maximum: 3, unit: 'mm', default: 1 }),
  },
};
