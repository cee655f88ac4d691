import type { DisplaySet, InstanceMetadata } from '../ohif.d.ts';

/** Synthetic Data (0008,001C), PS3.3 C.12.1.1; named by keyword or, where the host's dictionary lacks it, by tag. */
const SYNTHETIC_DATA = ['SyntheticData', '0008001C', '0008001c'] as const;

/** Start of the series description of every synthetic series this project writes. */
const DESCRIPTION_PREFIX = /^[\s[(]*synthetic\b/i;

type Marked = Pick<DisplaySet, 'SeriesDescription' | 'instance' | 'instances'>;

/**
 * True when any instance says Synthetic Data = YES. The series description is looked at in addition, never instead:
 * a marked series stays marked whatever its description says, and an archive that drops the tag does not unmark it.
 */
export function isSynthetic(displaySet: Marked): boolean {
  const instances = [...(displaySet.instances ?? []), ...(displaySet.instance ? [displaySet.instance] : [])];
  if (instances.some(saysSynthetic)) return true;
  const descriptions = [displaySet.SeriesDescription, instances[0]?.['SeriesDescription']];
  return descriptions.some((text) => typeof text === 'string' && DESCRIPTION_PREFIX.test(text));
}

function saysSynthetic(instance: InstanceMetadata): boolean {
  return SYNTHETIC_DATA.some((key) => firstText(instance[key])?.trim().toUpperCase() === 'YES');
}

/** The text of an element whether naturalised, a list, or DICOM JSON (`{ vr, Value }`). */
function firstText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return firstText(value[0]);
  if (typeof value === 'object' && value !== null && 'Value' in value) return firstText(value.Value);
  return undefined;
}
