import type { Organ } from '../anatomy/organ.ts';
import { other } from '../anatomy/organs/other.ts';
import type { ReadSegment } from '../dicom/seg/read-segments.ts';

/**
 * The segments that mean an organ: those of its code, both kidneys where they are outlined apart. An organ without a code of its own is
 * told by its label, or by being the only one that is coded as just an organ.
 */
export function segmentsOf({ name, label, segment: { type } }: Organ, segments: readonly ReadSegment[]): readonly ReadSegment[] {
  const coded = segments.filter(segment => segment.type?.value === type.value && segment.type.scheme === type.scheme);
  if (name !== other.name) return coded;
  const labelled = segments.filter(segment => segment.label.toLowerCase() === label.toLowerCase());
  if (labelled.length > 0) return labelled;
  return coded.length === 1 ? coded : [];
}
