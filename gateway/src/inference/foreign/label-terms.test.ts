import { describe, expect, it } from 'vitest';
import { refusal } from '../../../../test/support/foreign-refusal.ts';
import { labelsFor } from './label-terms.ts';

describe('labelsFor', () => {
  it('knows organs and their lesions in other spellings, and codes what it does not know as an organ of that name', () => {
    expect(labelsFor(['background', 'Liver', 'liver_tumor', 'KidneyTumour', 'aorta']).map(label => label && [label.name, label.role, label.label])).toEqual([
      null, ['liver', 'organ', 'Liver'], ['liver-lesion', 'lesion', 'liver_tumor'], ['kidney-lesion', 'lesion', 'KidneyTumour'], ['structure-4', 'organ', 'aorta'],
    ]);
  });

  const names = (...all: string[]) => labelsFor(['background', ...all]).slice(1).map(label => label?.name);
  it('keeps names apart', () => expect(names('kidney', 'kidney_tumor', 'kidney_cyst')).toEqual(['kidney', 'kidney-lesion', 'kidney-lesion-3']));
  it('names the tumour first where cysts and masses come before it', () => expect(names('kidney', 'masses', 'cyst', 'tumor')).toEqual(['kidney', 'kidney-lesion-2', 'kidney-lesion-3', 'kidney-lesion']));
  it('knows an organ of two sides, and an organ by its adjective', () => expect(names('kidney_right', 'left kidney', 'RenalTumor', 'pancreas', 'pancreatic cyst')).toEqual(['kidney', 'kidney-2', 'kidney-lesion', 'pancreas', 'pancreas-lesion']));
  it('does not take a part of an organ for the organ', () => expect(names('liver_vessels', 'liver segment 4', 'hepatic vein', 'liver_tumor')).toEqual(['structure-1', 'structure-2', 'structure-3', 'liver-lesion']));
  it('does not guess whose a lesion is', () => expect(refusal(() => labelsFor(['background', 'liver', 'spleen', 'lesion']))).toMatch(/unnamed organ/));
  it('wants a background', () => expect(refusal(() => labelsFor(['liver', 'tumour']))).toMatch(/background/));
});
