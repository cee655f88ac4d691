import type { CodedConcept } from '../../anatomy/organ.ts';
import { firstItem, type Dataset } from '../dataset.ts';
import { cleanText } from '../text.ts';

/** A segment as another object describes it. Texts are cleaned; they are someone else's words all the same. */
export interface ReadSegment {
  readonly number: number;
  readonly label: string;
  readonly category?: CodedConcept;
  readonly type?: CodedConcept;
  readonly anatomicRegion?: CodedConcept;
  readonly algorithmType?: string;
  readonly trackingUid?: string;
}

/** Described segments in the order of Segment Sequence, without the background of a label map. */
export function readSegments(dataset: Dataset): readonly ReadSegment[] {
  return dataset.items('00620002').flatMap(item => {
    const number = item.number('00620004');
    if (number === undefined || number === 0) return [];
    return [
      {
        number,
        label: cleanText(item.text('00620005') ?? '', 'LO'),
        category: concept(item, '00620003'),
        type: concept(item, '0062000F'),
        anatomicRegion: concept(item, '00082218'),
        algorithmType: item.text('00620008'),
        trackingUid: item.text('00620021'),
      },
    ];
  });
}

function concept(item: Dataset, tag: string): CodedConcept | undefined {
  const code = firstItem(item, tag);
  const value = code?.text('00080100') ?? code?.text('00080119');
  if (!code || value === undefined) return undefined;
  return { value, scheme: code.text('00080102') ?? '', meaning: cleanText(code.text('00080104') ?? '', 'LO') };
}
