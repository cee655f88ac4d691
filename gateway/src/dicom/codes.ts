import type { CodedConcept } from '../anatomy/organ.ts';
import type { Attributes } from './attributes.ts';

/** Concepts of the DICOM controlled terminology (PS3.16 annex D) that the written objects use; anatomy has its own table. */
export const DCM = {
  artificialIntelligence: { value: '123110', scheme: 'DCM', meaning: 'Artificial Intelligence' },
  synthesizingEquipment: { value: '109100', scheme: 'DCM', meaning: 'Synthesizing Equipment' },
  acquisitionEquipment: { value: '109101', scheme: 'DCM', meaning: 'Acquisition Equipment' },
  processingEquipment: { value: '109102', scheme: 'DCM', meaning: 'Processing Equipment' },
  segmentation: { value: '113076', scheme: 'DCM', meaning: 'Segmentation' },
  sourceImageForProcessing: { value: '121322', scheme: 'DCM', meaning: 'Source image for image processing operation' },
  background: { value: '125040', scheme: 'DCM', meaning: 'Background' },
} as const satisfies Record<string, CodedConcept>;

/** One item of a code sequence (PS3.3 8.8). */
export const codeItem = (concept: CodedConcept): Attributes => ({
  CodeValue: concept.value,
  CodingSchemeDesignator: concept.scheme,
  CodeMeaning: concept.meaning,
});
