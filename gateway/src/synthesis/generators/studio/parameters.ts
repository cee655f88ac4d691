import { PULL_MAPS } from '../../../kernels/pull-warp/pull-factor.ts';
import type { ParameterSchema } from '../../generator.ts';
import { parameterField as field } from '../../parameter-field.ts';

/** What a caller may set of a studio lesion. Unset values without a default are drawn from the seed. */
export const studioParameters: ParameterSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  properties: {
    contrastHu: field({ title: 'Contrast', description: 'Lesion minus parenchyma; negative is darker.', minimum: -300, maximum: 300, unit: 'HU', drawn: 'by kind and contrast phase' }),
    meanHu: field({ title: 'Lesion HU', description: 'The lesion\'s own mean, whatever lies around; instead of the contrast.', minimum: -150, maximum: 400, unit: 'HU', drawn: 'parenchyma plus contrast', insteadOf: 'contrastHu' }),
    edgeSigmaMm: field({ title: 'Edge blur', description: 'Standard deviation of the edge in the slice plane.', minimum: 0.2, maximum: 5, unit: 'mm', drawn: 'by kind' }),
    axisSpread: field({ title: 'Elongation', description: 'Half axes differ by up to this share; 0 is a ball.', minimum: 0, maximum: 0.4, default: 0.25 }),
    halfAxisA: field({ title: 'First half axis', description: 'Relative to the other two; the volume stays.', minimum: 0.5, maximum: 2, drawn: '1 - elongation to 1 + elongation' }),
    halfAxisB: field({ title: 'Second half axis', description: 'Relative to the other two; the volume stays.', minimum: 0.5, maximum: 2, drawn: '1 - elongation to 1 + elongation' }),
    halfAxisC: field({ title: 'Third half axis', description: 'Relative to the other two; the volume stays.', minimum: 0.5, maximum: 2, drawn: '1 - elongation to 1 + elongation' }),
    azimuthDeg: field({ title: 'Azimuth', description: 'Direction, seen along the body, that the third half axis leans to.', minimum: 0, maximum: 360, unit: 'deg', drawn: 'evenly over all directions' }),
    tiltDeg: field({ title: 'Tilt', description: 'Angle of the third half axis to the body\'s length.', minimum: 0, maximum: 180, unit: 'deg', drawn: 'evenly over all directions' }),
    spinDeg: field({ title: 'Spin', description: 'Turn about the third half axis.', minimum: 0, maximum: 360, unit: 'deg', drawn: 'evenly' }),
    deformation: field({ title: 'Deformation', description: 'Smooth bending, as a share of the radius.', minimum: 0, maximum: 0.35, drawn: 'by kind' }),
    elasticSigmaMm: field({ title: 'Deformation in mm', description: 'Standard deviation of the bending\'s nodes; instead of the share of the radius.', minimum: 0, maximum: 20, unit: 'mm', drawn: 'deformation times the radius', insteadOf: 'deformation' }),
    roughness: field({ title: 'Roughness', description: 'Fine unevenness of the surface, as a share of the radius.', minimum: 0, maximum: 0.15, drawn: 'by kind' }),
    heterogeneity: field({ title: 'Heterogeneity', description: 'Slow variation inside, as a share of the contrast.', minimum: 0, maximum: 0.6, drawn: 'by kind' }),
    heterogeneityMm: field({ title: 'Heterogeneity scale', description: 'Correlation length of the variation inside.', minimum: 2, maximum: 30, unit: 'mm', drawn: '4 to 15' }),
    noiseGain: field({ title: 'Noise gain', description: 'Noise inside the lesion relative to the scan\'s own.', minimum: 0, maximum: 2, default: 1 }),
    massEffect: field({ title: 'Mass effect', description: 'How much what lies around is pushed outwards; 0 is not at all.', minimum: 0, maximum: 0.9, drawn: '0 below 8 mm radius, else by kind' }),
    massMap: {
      type: 'string',
      enum: [...PULL_MAPS],
      title: 'Mass effect law',
      description: 'How the push fades outwards: eq5 as published, quadratic, or incompressible, which keeps the volume of what is pushed.',
      default: 'quadratic',
    },
    massReachRadii: field({ title: 'Mass effect reach', description: 'Nothing moves farther from the centre than this many radii.', minimum: 1.2, maximum: 2.5, drawn: '1.9, at most 15 mm beyond the radius; 2.5 when incompressible' }),
    capsuleHu: field({ title: 'Capsule', description: 'Crest of a bright rim; 0 is none.', minimum: 0, maximum: 120, unit: 'HU', drawn: 'by kind' }),
    capsuleMm: field({ title: 'Capsule thickness', description: 'Standard deviation of the rim.', minimum: 0.4, maximum: 4, unit: 'mm', drawn: 'by kind' }),
    coreShare: field({ title: 'Dark core', description: 'Share of the volume that is necrotic; 0 is none.', minimum: 0, maximum: 0.7, drawn: 'by kind' }),
    coreHu: field({ title: 'Core contrast', description: 'Core minus the rest of the lesion.', minimum: -100, maximum: 100, unit: 'HU', drawn: 'by kind' }),
    exophytic: field({ title: 'Exophytic share', description: 'Share of a drawn lesion that bulges out of the organ; at a given site, any share lets it.', minimum: 0, maximum: 0.7, drawn: 'by kind' }),
  },
};
