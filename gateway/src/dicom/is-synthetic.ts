import { DCM } from './codes.ts';
import type { Dataset } from './dataset.ts';

/** First words of the description of every synthetic series: what a viewer shows where it does not know SyntheticData. */
export const SYNTHETIC_PREFIX = 'SYNTHETIC - NOT ACQUIRED';

/**
 * True when any mark says that an object holds content that was made artificially: SyntheticData (PS3.3 C.12.1), the words in its series
 * description, or synthesizing equipment. One is enough, for de-identification and older archives may take the others away.
 */
export function isSynthetic(dataset: Dataset): boolean {
  return dataset.text('0008001C') === 'YES' || dataset.text('0008103E')?.startsWith(SYNTHETIC_PREFIX) === true || hasSynthesizer(dataset);
}

/** Contributing equipment whose purpose is to synthesize. */
export function hasSynthesizer(dataset: Dataset): boolean {
  const purposes = dataset.items('0018A001').flatMap(item => item.items('0040A170'));
  return purposes.some(code => code.text('00080100') === DCM.synthesizingEquipment.value && code.text('00080102') === 'DCM');
}
