import type { Dataset } from './dataset.ts';
import { parseDecimal } from './part10-dataset.ts';

/** One object of the DICOM JSON model (PS3.18 F.2): tag -> { vr, Value }. */
export type JsonObject = Readonly<Record<string, { readonly vr?: string; readonly Value?: readonly unknown[] } | undefined>>;

/** Attributes of an instance as QIDO-RS or WADO-RS metadata describe it. */
export function jsonDataset(json: JsonObject): Dataset {
  const values = (tag: string): readonly unknown[] => json[tag]?.Value ?? [];
  const dataset: Dataset = {
    tags: Object.keys(json).filter(tag => !tag.startsWith('0002') && tag !== '7FE00010').sort(),
    has: tag => json[tag] !== undefined,
    vr: tag => json[tag]?.vr,
    text: tag => {
      const text = dataset.texts(tag).join('\\');
      return text === '' ? undefined : text;
    },
    texts: tag => values(tag).map(valueText),
    number: tag => {
      const value = dataset.numbers(tag)[0];
      return value !== undefined && Number.isFinite(value) ? value : undefined;
    },
    numbers: tag => values(tag).map(value => (typeof value === 'number' ? value : parseDecimal(valueText(value)))),
    items: tag => values(tag).filter(value => typeof value === 'object' && value !== null).map(item => jsonDataset(item as JsonObject)),
    bytes: () => undefined,
  };
  return dataset;
}

/** Person names are objects; their alphabetic and other groups are joined as in the binary encoding. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = value as Record<string, string>;
  return [Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/, '');
}
