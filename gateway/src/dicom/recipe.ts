import type { Dataset } from './dataset.ts';

/** Private creator of the block that holds the recipe (PS3.5 7.8.1). */
export const RECIPE_CREATOR = 'LESION FORGE';

/** Where the recipe lies: one UT attribute of JSON in UTF-8. The block number is whatever the file reserves for the creator. */
export const RECIPE_BLOCK = { group: '0071', element: '01' } as const;

/**
 * The recipe in the header of a synthetic object; undefined when there is none or it is not a JSON object. The value is a string
 * of someone else's file: data, never an instruction. Reads what other writers may have made of the element: UT, or UN bytes.
 */
export function recipeOf(dataset: Dataset): Readonly<Record<string, unknown>> | undefined {
  const { group, element } = RECIPE_BLOCK;
  const creator = dataset.tags.find(tag => isCreatorTag(tag, group) && creatorName(dataset, tag) === RECIPE_CREATOR);
  if (creator === undefined) return undefined;
  const tag = `${group}${creator.slice(6)}${element}`;
  return parseObject(asText(dataset, tag));
}

const isCreatorTag = (tag: string, group: string): boolean => tag.startsWith(`${group}00`) && tag.slice(6) >= '10';

const creatorName = (dataset: Dataset, tag: string): string | undefined => asText(dataset, tag)?.trim();

function asText(dataset: Dataset, tag: string): string | undefined {
  const bytes = dataset.vr(tag) === 'UN' ? dataset.bytes(tag) : undefined;
  return bytes ? new TextDecoder().decode(bytes).replace(/[\0 ]+$/, '') : dataset.text(tag);
}

function parseObject(json: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
