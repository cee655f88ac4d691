import { namedOther } from '../../anatomy/organs/other.ts';
import { ORGANS } from '../../anatomy/organs/index.ts';
import type { Organ, SegmentDescription } from '../../anatomy/organ.ts';
import type { ModelLabel } from '../manifest.ts';
import { unsupported } from './reading.ts';

const TUMOUR_WORDS = /\b(tumou?rs?|lesions?|cancers?|metastas[ei]s|carcinoma)\b/;
const LESION_WORDS = /\b(tumou?rs?|lesions?|cancers?|mass(?:es)?|cysts?|metastas[ei]s|carcinoma)\b/;
const BACKGROUND = /^(background|bg|0)$/;

/** A class name with its words apart: "liver_tumour", "LiverTumour" -> "liver tumour". */
const wordsOf = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/[_\-.]+/g, ' ').trim().toLowerCase();

const organIn = (words: string): Organ | undefined => ORGANS.find(organ => organ.name !== 'other' && new RegExp(`\\b${organ.name}s?\\b`).test(words));

/**
 * Coded descriptions for the class names of a network, in channel order. Known organs and their lesions take their published codes; a lesion
 * without an organ's name belongs to the only known organ of the model; any other structure is coded as an organ under its own name.
 * Throws model/foreign-unsupported where a lesion cannot be told whose it is.
 */
export function labelsFor(names: readonly string[]): readonly (ModelLabel | null)[] {
  if (!BACKGROUND.test(wordsOf(names[0] ?? ''))) throw unsupported(`Channel 0 is "${names[0] ?? ''}", it must be the background; networks without a background channel cannot be taken.`);
  const organs = new Set(names.map(wordsOf).filter(words => !LESION_WORDS.test(words)).flatMap(words => organIn(words) ?? []));
  const onlyOrgan = organs.size === 1 ? [...organs][0] : undefined;
  const labels = names.slice(1).map((name, n) => describe(name, { onlyOrgan, channel: n + 1 }));
  return [null, ...labels.map((label, n) => (firstOf(labels, label.name) === n ? label : { ...label, name: `${label.name}-${n + 1}` }))];
}

/** Which of several labels of one name keeps it: a tumour before a cyst or mass, else the first. */
function firstOf(labels: readonly ModelLabel[], name: string): number {
  const tumour = labels.findIndex(label => label.name === name && TUMOUR_WORDS.test(wordsOf(label.label)));
  return tumour < 0 ? labels.findIndex(label => label.name === name) : tumour;
}

function describe(name: string, { onlyOrgan, channel }: { onlyOrgan: Organ | undefined; channel: number }): ModelLabel {
  const words = wordsOf(name);
  const organ = organIn(words);
  if (LESION_WORDS.test(words)) {
    const owner = organ ?? onlyOrgan;
    if (!owner) throw unsupported(`Class "${name}" is a lesion of an unnamed organ; rename it to "ORGAN ${words}" with one of: ${ORGANS.map(each => each.name).join(', ')}.`);
    return labelOf(owner.lesion, 'lesion', name);
  }
  if (organ) return labelOf(organ.segment, 'organ', name);
  return { ...labelOf(namedOther(name).segment, 'organ', name), name: `structure-${channel}` };
}

const labelOf = (segment: SegmentDescription, role: ModelLabel['role'], label: string): ModelLabel => ({ ...segment, role, label: label.slice(0, 64) });
