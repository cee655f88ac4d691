import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDraft } from '../state/draft.ts';
import { createSite } from '../state/site.ts';
import { SceneDesk } from './scene-desk.ts';

describe('the scene desk', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function open() {
    const draft = createDraft();
    const site = createSite();
    const desk = new SceneDesk(draft, site);
    desk.follow();
    const mark = (x: number): void => site.set({ site: { centreLps: [x, 0, 0] } });
    const radius = (radiusText: string): void => draft.update((now) => ({ ...now, radiusText }));
    const lesions = () => desk.scene.get().lesions.map((lesion) => `${lesion.site.centreLps[0]}:${lesion.form.radiusText}`);
    return { draft, site, desk, mark, radius, lesions, rest: () => vi.advanceTimersByTime(1000) };
  }

  it('takes a whole drag for one step, and goes back and forth over it', () => {
    const { desk, mark, radius, lesions, draft, rest } = open();
    mark(1);
    rest();
    for (let r = 5; r <= 15; r++) radius(String(r));
    rest();
    expect(lesions()).toEqual(['1:15']);
    desk.undo();
    expect(lesions()).toEqual(['1:10']);
    expect(draft.get().radiusText).toBe('10');
    desk.undo();
    expect(lesions()).toEqual([]);
    desk.redo();
    desk.redo();
    expect(lesions()).toEqual(['1:15']);
  });

  it('adds, edits again and deletes lesions, each with its own seed', () => {
    const { desk, mark, radius, lesions, site, draft, rest } = open();
    mark(1);
    desk.add();
    expect(site.get()).toEqual({});
    mark(2);
    radius('6');
    rest();
    const [first, second] = desk.scene.get().lesions;
    expect(first?.form.drawnSeed).not.toBe(second?.form.drawnSeed);
    desk.select(first?.id ?? 0);
    expect(draft.get().radiusText).toBe('10');
    radius('12');
    expect(lesions()).toEqual(['1:12', '2:6']);
    desk.remove(second?.id ?? 0);
    expect(lesions()).toEqual(['1:12']);
    expect(site.get().site?.centreLps[0]).toBe(1);
    desk.remove(first?.id ?? 0);
    expect(lesions()).toEqual([]);
    expect(site.get()).toEqual({});
    desk.undo();
    desk.undo();
    expect(lesions()).toEqual(['1:12', '2:6']);
  });

  it('does not lose a change that is undone before it has settled', () => {
    const { desk, mark, lesions } = open();
    mark(1);
    desk.undo();
    expect(lesions()).toEqual([]);
    desk.redo();
    expect(lesions()).toEqual(['1:10']);
  });

  it('starts anew when cleared', () => {
    const { desk, mark, lesions } = open();
    mark(1);
    desk.clear();
    desk.undo();
    expect(lesions()).toEqual([]);
  });
});
