import type { ParameterSchema } from '../../generator.ts';
import { parameterField as field } from '../../parameter-field.ts';

const start = (axis: string) => field({ title: `Start, ${axis}`, description: `Where growth starts, along ${axis} from the lesion's centre.`, minimum: -60, maximum: 60, unit: 'mm', drawn: 'found so that the lesion is centred' });

/** What a caller may set of a grown lesion. Unset values without a default are drawn from the seed. */
export const automatonParameters: ParameterSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  properties: {
    contrastHu: field({ title: 'Contrast', description: 'Lesion minus parenchyma where cells are densest; negative is darker.', minimum: -150, maximum: 200, unit: 'HU', drawn: 'by kind and contrast phase' }),
    edgeSigmaMm: field({ title: 'Edge blur', description: 'Standard deviation of the edge in the slice plane, besides the thinning out of cells.', minimum: 0.2, maximum: 3, unit: 'mm', drawn: 'by kind' }),
    heterogeneity: field({ title: 'Heterogeneity', description: 'Slow variation inside, as a share of the contrast.', minimum: 0, maximum: 0.6, drawn: 'by kind' }),
    heterogeneityMm: field({ title: 'Heterogeneity scale', description: 'Correlation length of the variation inside.', minimum: 2, maximum: 30, unit: 'mm', drawn: '4 to 15' }),
    vesselDimming: field({ title: 'Vessel dimming', description: 'Share by which vessels inside lose their brightness.', minimum: 0, maximum: 1, drawn: '0.5 to 0.9' }),
    invasionMiddle: field({ title: 'Invasion of denser tissue', description: 'Chance of a cell to get into tissue of the middle third of HU.', minimum: 0.05, maximum: 1, default: 0.3 }),
    invasionHigh: field({ title: 'Invasion of densest tissue', description: 'Chance of a cell to get into tissue of the upper third of HU.', minimum: 0.02, maximum: 1, default: 0.1 }),
    barrierHits: field({ title: 'Barrier strength', description: 'Hits after which a vessel gives way.', minimum: 1, maximum: 100, whole: true, default: 3 }),
    extraSeeds: field({ title: 'Extra seeds', description: 'Further starting points around the first; they grow into one lesion.', minimum: 0, maximum: 9, whole: true, drawn: 'none, or in a third of lesions 3 to 9' }),
    seedSpreadMm: field({ title: 'Spread of extra seeds', description: 'They lie within this distance of the first along each axis, and within 10 places of the lattice.', minimum: 0, maximum: 30, unit: 'mm', drawn: '0.45 of the radius' }),
    necrosisShare: field({ title: 'Necrosis', description: 'Share of the volume whose cells have died; 0 is none.', minimum: 0, maximum: 0.7, drawn: 'by kind' }),
    necrosisHu: field({ title: 'Necrosis contrast', description: 'Dead part minus the rest of the lesion.', minimum: -100, maximum: 100, unit: 'HU', drawn: 'by kind' }),
    latticeMm: field({ title: 'Cell lattice', description: 'Distance of the places that hold cells; never less than a fortieth of the radius.', minimum: 0.3, maximum: 2, unit: 'mm', drawn: 'a sixteenth of the radius, 0.4 to 1 mm' }),
    startXMm: start('x'),
    startYMm: start('y'),
    startZMm: start('z'),
  },
};
