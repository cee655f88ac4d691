import { namedOther } from '../../anatomy/organs/other.ts';
import { ORGANS } from '../../anatomy/organs/index.ts';
import type { Organ, SegmentDescription } from '../../anatomy/organ.ts';
import type { ModelLabel } from '../manifest.ts';
import { unsupported } from './reading.ts';

const TUMOUR_WORDS = /\b(tumou?rs?|lesions?|cancers?|metastas[ei]s|carcinomas?|nodules?)\b/;
const LESION_WORDS = new RegExp(`${TUMOUR_WORDS.source}|\\b(mass(?:es)?|cysts?)\\b`);
const BACKGROUND = /^(background|bg|0)$/;

/** Words that leave an organ's name the name of the whole organ; with others ("liver vessels", "liver segment 4") it is a part of it. */
const QUALIFIERS = /\b(left|right|whole|healthy|normal|parenchyma|organ)\b/g;

/** Adjectives of the organs that are known by name. */
const ADJECTIVES: Readonly<Record<string, string>> = { hepatic: 'liver', pancreatic: 'pancreas', renal: 'kidney', splenic: 'spleen' };

/** A class name with its words apart: "liver_tumour", "LiverTumour" -> "liver tumour". */
const wordsOf = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/[_\-.]+/g, ' ').trim().toLowerCase();

const KNOWN = ORGANS.filter(organ => organ.name !== 'other');

/** The organ that a class is, whole or one of a pair. */
const organCalled = (words: string): Organ | undefined => KNOWN.find(organ => new RegExp(`^${organ.name}s?$`).test(words.replaceAll(QUALIFIERS, ' ').trim()));

/** The organ that the name of a lesion speaks of. */
const organIn = (words: string): Organ | undefined => KNOWN.find(organ => words.split(' ').some(word => word === organ.name || word === `${organ.name}s` || ADJECTIVES[word] === organ.name));

/**
 * Coded descriptions for the class names of a network, in channel order. Known organs and their lesions take their published codes; a lesion
 * without an organ's name belongs to the only known organ of the model; any other structure is coded as an organ under its own name.
 * Throws model/foreign-unsupported where a lesion cannot be told whose it is.
 */
export function labelsFor(names: readonly string[]): readonly (ModelLabel | null)[] {
  if (!BACKGROUND.test(wordsOf(names[0] ?? ''))) throw unsupported(`Channel 0 is "${names[0] ?? ''}", it must be the background; networks without a background channel cannot be taken.`);
  const organs = new Set(names.map(wordsOf).flatMap(words => organCalled(words) ?? []));
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
  if (LESION_WORDS.test(words)) {
    const owner = organIn(words) ?? onlyOrgan;
    if (!owner) throw unsupported(`Class "${name}" is a lesion of an unnamed organ; rename it to "ORGAN ${words}" with one of: ${KNOWN.map(each => each.name).join(', ')}.`);
    return labelOf(owner.lesion, 'lesion', name);
  }
  const organ = organCalled(words);
  if (organ) return labelOf(organ.segment, 'organ', name);
  return { ...labelOf(namedOther(name).segment, 'organ', name), name: `structure-${channel}` };
}

const labelOf = (segment: SegmentDescription, role: ModelLabel['role'], label: string): ModelLabel => ({ ...segment, role, label: label.slice(0, 64) });
