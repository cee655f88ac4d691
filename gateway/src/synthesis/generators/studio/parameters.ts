import type { ParameterSchema } from '../../generator.ts';

interface Field {
  readonly title: string;
  readonly description: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit?: string;
  /** Value when unset. */
  readonly default?: number;
  /** Law an unset value is drawn from, for the reader. */
  readonly drawn?: string;
}

const field = ({ unit, drawn, ...rest }: Field) => ({ type: 'number', ...rest, ...(unit ? { 'x-unit': unit } : {}), ...(drawn ? { 'x-drawn': drawn } : {}) });

/** What a caller may set of a studio lesion. Unset values without a default are drawn from the seed. */
export const studioParameters: ParameterSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  properties: {
    contrastHu: field({ title: 'Contrast', description: 'Lesion minus parenchyma; negative is darker.', minimum: -300, maximum: 300, unit: 'HU', drawn: 'by kind and contrast phase' }),
    edgeSigmaMm: field({ title: 'Edge blur', description: 'Standard deviation of the edge in the slice plane.', minimum: 0.2, maximum: 5, unit: 'mm', drawn: 'by kind' }),
    axisSpread: field({ title: 'Elongation', description: 'Half axes differ by up to this share; 0 is a ball.', minimum: 0, maximum: 0.4, default: 0.25 }),
    deformation: field({ title: 'Deformation', description: 'Smooth bending, as a share of the radius.', minimum: 0, maximum: 0.35, drawn: 'by kind' }),
    roughness: field({ title: 'Roughness', description: 'Fine unevenness of the surface, as a share of the radius.', minimum: 0, maximum: 0.15, drawn: 'by kind' }),
    heterogeneity: field({ title: 'Heterogeneity', description: 'Slow variation inside, as a share of the contrast.', minimum: 0, maximum: 0.6, drawn: 'by kind' }),
    heterogeneityMm: field({ title: 'Heterogeneity scale', description: 'Correlation length of the variation inside.', minimum: 2, maximum: 30, unit: 'mm', drawn: '4 to 15' }),
    noiseGain: field({ title: 'Noise gain', description: 'Noise inside the lesion relative to the scan\'s own.', minimum: 0, maximum: 2, default: 1 }),
    massEffect: field({ title: 'Mass effect', description: 'How much what lies around is pushed outwards; 0 is not at all.', minimum: 0, maximum: 0.5, drawn: '0 below 8 mm radius, else by kind' }),
    capsuleHu: field({ title: 'Capsule', description: 'Crest of a bright rim; 0 is none.', minimum: 0, maximum: 120, unit: 'HU', drawn: 'by kind' }),
    capsuleMm: field({ title: 'Capsule thickness', description: 'Standard deviation of the rim.', minimum: 0.4, maximum: 4, unit: 'mm', drawn: 'by kind' }),
    coreShare: field({ title: 'Dark core', description: 'Share of the volume that is necrotic; 0 is none.', minimum: 0, maximum: 0.7, drawn: 'by kind' }),
    coreHu: field({ title: 'Core contrast', description: 'Core minus the rest of the lesion.', minimum: -100, maximum: 100, unit: 'HU', drawn: 'by kind' }),
    exophytic: field({ title: 'Exophytic share', description: 'Share of a drawn lesion that bulges out of the organ; at a given site, any share lets it.', minimum: 0, maximum: 0.7, drawn: 'by kind' }),
  },
};
