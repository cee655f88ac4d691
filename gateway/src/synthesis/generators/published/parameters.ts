import { parameterField } from '../../parameter-field.ts';
import { CONTRAST_LAWS } from './contrast.ts';

/** Parameters that the published methods share. */
export const PUBLISHED_PARAMETERS = {
  contrastHu: parameterField({ title: 'Contrast', description: 'Lesion minus parenchyma; negative is darker.', minimum: -300, maximum: 300, unit: 'HU', drawn: 'by the contrast law' }),
  meanHu: parameterField({ title: 'Lesion HU', description: 'The lesion\'s own mean, whatever lies around; instead of the contrast.', minimum: -150, maximum: 400, unit: 'HU', drawn: 'parenchyma plus contrast', insteadOf: 'contrastHu' }),
  contrastLaw: {
    type: 'string',
    enum: [...CONTRAST_LAWS],
    title: 'Contrast law',
    description: 'Draws the contrast as published (always darker), or by lesion kind and contrast phase.',
    'x-drawn': 'as published; by kind for any but the organ\'s default kind',
  },
  halfAxisA: parameterField({ title: 'Left-right half axis', description: 'Before the deformation, in radii.', minimum: 0.5, maximum: 1.5, drawn: '0.75 to 1.25' }),
  halfAxisB: parameterField({ title: 'Front-back half axis', description: 'Before the deformation, in radii.', minimum: 0.5, maximum: 1.5, drawn: '0.75 to 1.25' }),
  halfAxisC: parameterField({ title: 'Head-feet half axis', description: 'Before the deformation, in radii.', minimum: 0.5, maximum: 1.5, drawn: '0.75 to 1.25' }),
  deformation: parameterField({ title: 'Deformation', description: 'Elastic bending, as a share of the radius.', minimum: 0, maximum: 0.5, drawn: 'by size class: 0.125 to 0.375' }),
  elasticSigmaMm: parameterField({ title: 'Deformation in mm', description: 'Standard deviation of the bending\'s nodes; instead of the share of the radius.', minimum: 0, maximum: 20, unit: 'mm', drawn: 'deformation times the radius', insteadOf: 'deformation' }),
  exactVolume: {
    type: 'boolean',
    title: 'Exact size and place',
    description: 'Scales the bent shape to the radius asked for, about the site asked for. Off: as the bending leaves it, 0.5 to 1.9 times the volume.',
    default: true,
  },
} as const;
