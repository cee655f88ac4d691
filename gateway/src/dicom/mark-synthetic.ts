import { createHash } from 'node:crypto';
import type { Attributes } from './attributes.ts';
import { DCM } from './codes.ts';
import type { Dataset } from './dataset.ts';
import { gatewayContribution } from './equipment.ts';
import { hasSynthesizer, SYNTHETIC_PREFIX } from './is-synthetic.ts';
import { RECIPE_BLOCK, RECIPE_CREATOR, recipeOf } from './recipe.ts';
import type { DicomInstance } from './series.ts';
import { SOP_CLASS } from './sop-class.ts';
import { cleanText, TEXT_LIMIT } from './text.ts';

/** How a synthetic object came to be. */
export interface SyntheticMark {
  readonly generator: { readonly name: string; readonly version: string };
  readonly seed: number;
  /** Hex SHA-256 of the weights, where a network took part. */
  readonly modelDigest?: string;
  /** Everything needed to make the same object again; JSON-serialisable, written into the header as it is. */
  readonly recipe: Readonly<Record<string, unknown>>;
}

/**
 * The attributes of an image or segmentation with every mark of a synthetic object: SyntheticData (0008,001C), image type, words
 * in the series description, synthesizing equipment, derivation, recipe. Changes nothing else.
 */
export function markSynthetic(attributes: Attributes, mark: SyntheticMark): Attributes {
  const json = JSON.stringify(mark.recipe);
  const equipment = (attributes['ContributingEquipmentSequence'] ?? []) as readonly Attributes[];
  return {
    ...inheritSynthetic(attributes),
    ...(attributes['Modality'] === 'CT' ? { ImageType: ['DERIVED', 'SECONDARY', 'AXIAL'] } : {}),
    ContributingEquipmentSequence: [...equipment, synthesizer(attributes)],
    DerivationDescription: derivationDescription(mark, json),
    BurnedInAnnotation: 'NO',
    ...recipeBlock(json),
  };
}

/** Marks of an object that was merely computed from a synthetic one. */
export function inheritSynthetic(attributes: Attributes): Attributes {
  const description = String(attributes['SeriesDescription'] ?? '');
  const marked = description.startsWith(SYNTHETIC_PREFIX) ? description : `${SYNTHETIC_PREFIX} ${description}`;
  return { ...attributes, SyntheticData: 'YES', SeriesDescription: cleanText(marked, 'LO') };
}

/**
 * Refuses an object that lacks a mark, before it can be stored. Throws RangeError that names the mark: such an object is a fault
 * of this program, never of a caller.
 */
export function assertMarkedSynthetic({ dataset, sopClassUid }: Pick<DicomInstance, 'dataset' | 'sopClassUid'>): void {
  const missing = REQUIRED_MARKS.filter(({ present }) => !present(dataset, sopClassUid)).map(({ name }) => name);
  if (missing.length > 0) throw new RangeError(`A synthetic object lacks ${missing.join(', ')}.`);
}

const REQUIRED_MARKS: readonly { name: string; present(dataset: Dataset, sopClassUid: string): boolean }[] = [
  { name: 'SyntheticData', present: dataset => dataset.text('0008001C') === 'YES' },
  { name: 'its series description', present: dataset => dataset.text('0008103E')?.startsWith(SYNTHETIC_PREFIX) === true },
  { name: 'its image type', present: hasDerivedType },
  { name: 'its derivation description', present: dataset => dataset.text('00082111') !== undefined },
  { name: 'BurnedInAnnotation', present: dataset => dataset.text('00280301') !== undefined },
  { name: 'its synthesizing equipment', present: hasSynthesizer },
  { name: 'its source images', present: hasSources },
  { name: 'its recipe', present: dataset => recipeOf(dataset) !== undefined },
];

function hasDerivedType(dataset: Dataset, sopClassUid: string): boolean {
  const [pixels, exam] = dataset.texts('00080008');
  return pixels === 'DERIVED' && (exam === 'SECONDARY' || sopClassUid !== SOP_CLASS.ct);
}

/** An image names its source itself, a segmentation in its functional groups and its referenced series. */
function hasSources(dataset: Dataset): boolean {
  return dataset.items('00082112').length > 0 || dataset.items('00081115').length > 0;
}

const synthesizer = (attributes: Attributes): Attributes => ({
  ...gatewayContribution(DCM.synthesizingEquipment, 'Lesions added that were never in the patient'),
  ContributionDateTime: `${String(attributes['ContentDate'])}${String(attributes['ContentTime'])}`,
});

function derivationDescription({ generator, seed, modelDigest }: SyntheticMark, json: string): string {
  const digest = createHash('sha256').update(json).digest('hex');
  const parts = [`${SYNTHETIC_PREFIX}. Generator ${generator.name} ${generator.version}, seed ${seed}, recipe SHA-256 ${digest}`];
  if (modelDigest !== undefined) parts.push(`weights SHA-256 ${modelDigest}`);
  return cleanText(parts.join(', '), 'ST').slice(0, TEXT_LIMIT.ST);
}

/** Private block with the recipe, declared free of identifying data so that de-identification may keep it (PS3.3 C.12.1.1.7). */
function recipeBlock(json: string): Attributes {
  return {
    [`${RECIPE_BLOCK.group}0010`]: { vr: 'LO', value: RECIPE_CREATOR },
    [`${RECIPE_BLOCK.group}10${RECIPE_BLOCK.element}`]: { vr: 'UT', value: json },
    PrivateDataElementCharacteristicsSequence: [
      {
        PrivateGroupReference: Number.parseInt(RECIPE_BLOCK.group, 16),
        PrivateCreatorReference: RECIPE_CREATOR,
        BlockIdentifyingInformationStatus: 'SAFE',
      },
    ],
  };
}
