import type { Attributes, AttributeValue, TypedValue, Vr } from './attributes.ts';
import type { Dataset } from './dataset.ts';
import { attribute, tagOf } from './dictionary.ts';

const NUMBERS = new Set<string>(['US', 'SS', 'UL', 'SL', 'FL', 'FD']);
const UNICODE_TEXTS = new Set<string>(['LO', 'PN', 'SH', 'UC']);
const ASCII_TEXTS = new Set<string>(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI']);
const SINGLE_TEXTS = new Set<string>(['LT', 'ST', 'UT', 'UR']);

/**
 * The named attributes of a source object, ready to be written again: text to the letter (it was decoded by the source's
 * character set and is written in UTF-8), sequences with all their public attributes. Attributes the source lacks or leaves
 * empty are left out; private and binary ones are never copied.
 */
export function copyAttributes(source: Dataset, keywords: readonly string[]): Attributes {
  const copy: Record<string, TypedValue> = {};
  for (const keyword of keywords) {
    const tag = tagOf(keyword);
    const value = source.has(tag) ? copyValue(source, tag, attribute(keyword).vr) : undefined;
    if (value !== undefined && !isEmpty(value)) copy[keyword] = { vr: attribute(keyword).vr, value };
  }
  return copy;
}

function copyValue(source: Dataset, tag: string, vr: string): AttributeValue | undefined {
  if (vr === 'SQ') return source.items(tag).map(copyItem);
  if (NUMBERS.has(vr)) {
    const numbers = source.numbers(tag);
    return numbers.every(Number.isFinite) ? numbers : undefined;
  }
  if (UNICODE_TEXTS.has(vr)) return source.texts(tag);
  if (SINGLE_TEXTS.has(vr)) return source.text(tag) ?? '';
  if (!ASCII_TEXTS.has(vr)) return undefined;
  const texts = source.texts(tag);
  return texts.every(text => /^[\x20-\x7e]*$/.test(text)) ? texts : undefined;
}

function isEmpty(value: AttributeValue): boolean {
  return value === '' || (Array.isArray(value) && (value as readonly unknown[]).every(entry => entry === ''));
}

function copyItem(item: Dataset): Attributes {
  const copy: Record<string, TypedValue> = {};
  for (const tag of item.tags) {
    const vr = item.vr(tag);
    const isPrivate = Number.parseInt(tag.slice(0, 4), 16) % 2 === 1;
    const value = isPrivate || vr === undefined ? undefined : copyValue(item, tag, vr);
    if (value !== undefined) copy[tag] = { vr: vr as Vr, value };
  }
  return copy;
}
