import { describe, expect, it } from 'vitest';
import { createDraft } from '../state/draft.ts';
import { activeLesion, EMPTY_SCENE, formOf, withForm, without, withoutActive } from './scene.ts';

const form = formOf(createDraft().get());
const site = (x: number) => ({ centreLps: [x, 0, 0] as const });

describe('a scene', () => {
  it('makes a lesion where the reader marks a site, and lets the form edit it', () => {
    const one = withForm(EMPTY_SCENE, form, site(1));
    expect(one.lesions).toEqual([{ id: 1, site: site(1), form }]);
    const larger = withForm(one, { ...form, radiusText: '14' }, one.lesions[0]?.site);
    expect(activeLesion(larger)).toMatchObject({ id: 1, form: { radiusText: '14' } });
    expect(withForm(larger, { ...form, radiusText: '14' }, larger.lesions[0]?.site)).toBe(larger);
  });

  it('keeps the others in their order while one is edited, added or deleted', () => {
    const one = withForm(EMPTY_SCENE, form, site(1));
    const two = withForm(withoutActive(one), { ...form, radiusText: '5' }, site(2));
    expect(two.lesions.map(({ id, form }) => [id, form.radiusText])).toEqual([[1, '10'], [2, '5']]);
    const moved = withForm({ ...two, activeId: 1 }, form, site(9));
    expect(moved.lesions.map(({ site }) => site.centreLps[0])).toEqual([9, 2]);
    expect(without(moved, 2)).toMatchObject({ activeId: 1, lesions: [{ id: 1 }] });
    const cleared = withForm(moved, form, undefined);
    expect(cleared.lesions.map(({ id }) => id)).toEqual([2]);
    expect(cleared.activeId).toBeUndefined();
    expect(withForm(cleared, form, site(3)).lesions.map(({ id }) => id)).toEqual([2, 3]);
  });

  it('does nothing without a site and an active lesion', () => {
    expect(withForm(EMPTY_SCENE, form, undefined)).toBe(EMPTY_SCENE);
  });
});
