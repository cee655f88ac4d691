import type { Warning } from './series.ts';

/** Everything the reader may tell although it went on. Codes are stable; the sentences say what was done. */
export const WARNINGS = {
  'dicom/no-meta-header': 'The file has no meta header; its encoding was found from its first element.',
  'dicom/no-transfer-syntax': 'The file names no transfer syntax; its encoding was found from its first element.',
  'dicom/uid-from-meta': 'SOP Class or Instance UID is missing in the data set and was taken from the meta header.',
  'dicom/uid-derived': 'Study or Series Instance UID is missing and was derived from the frame of reference.',
  'dicom/meta-mismatch': 'Meta header and data set name different SOP Class or Instance UIDs; the data set was believed.',
  'series/duplicate-same': 'Instances that were delivered twice with the same content were used once.',
  'series/duplicate-position': 'Slices that lie at one place with equal pixels were used once, the lowest instance number.',
  'series/duplicates-unchecked': 'Several slices lie at one place; whether their pixels are equal is known only once they are read.',
  'series/phase-chosen': 'The series holds several phases; the one asked for was used.',
  'series/localizer': 'Localizer images were left out.',
  'series/mixed-orientation': 'Slices of another orientation were left out.',
  'series/mixed-matrix': 'Slices of another matrix or pixel spacing were left out.',
  'series/tilt': 'The gantry was tilted: the grid is sheared.',
  'series/patient-position-missing': 'Patient Position is missing; positions and orientations are in patient coordinates and were used as they are.',
  'series/derived-input': 'The images are derived.',
  'series/synthetic-input': 'The images are synthetic; the results inherit that.',
  'pixels/lossy': 'The images were lossily compressed at some time.',
  'pixels/rescale-varies': 'Rescale slope or intercept differs between slices and was applied slice by slice.',
  'pixels/rescale-assumed': 'Rescale is missing; slope 1 and intercept 0 were assumed.',
  'pixels/rescale-type-unspecified': 'Rescale Type is not HU but unspecified; the values were taken as HU.',
  'pixels/padding': 'Padding voxels were set to -1024 HU.',
  'pixels/inverted': 'MONOCHROME1 images were inverted.',
  'pixels/clipped': 'New voxels beyond what the pixel format of the source can store were set to its limit.',
  'mask/outside': 'Voxels of the mask outside the images were left out.',
  'mask/overlap': 'Segments of the mask overlap; where they do, the later one was used.',
  'mask/fractional': 'The mask is fractional; values from half of the maximum were taken.',
} as const;

export type WarningCode = keyof typeof WARNINGS;

/** The sentence of the table, and what it was in this case. */
export function warning(code: WarningCode, detail?: string): Warning {
  return { code, message: detail ? `${WARNINGS[code]} ${detail}` : WARNINGS[code] };
}
