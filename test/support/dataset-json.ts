import type { Dataset } from '../../gateway/src/dicom/dataset.ts';
import type { JsonObject } from '../../gateway/src/dicom/json-dataset.ts';

const NUMBERS = new Set(['US', 'SS', 'UL', 'SL', 'FL', 'FD', 'IS', 'DS']);

/** A data set as an archive would describe it in DICOM JSON (PS3.18 F.2), bulk data left out. */
export function datasetJson(dataset: Dataset): JsonObject {
  return Object.fromEntries(dataset.tags.map(tag => [tag, { vr: dataset.vr(tag) ?? 'UN', Value: values(dataset, tag) }]));
}

function values(dataset: Dataset, tag: string): readonly unknown[] {
  const vr = dataset.vr(tag) ?? 'UN';
  if (vr === 'SQ') return dataset.items(tag).map(datasetJson);
  if (vr === 'PN') return dataset.texts(tag).map(Alphabetic => ({ Alphabetic }));
  const numbers = dataset.numbers(tag);
  return NUMBERS.has(vr) && numbers.every(Number.isFinite) ? numbers : dataset.texts(tag);
}
