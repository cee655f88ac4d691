import { describe, expect, it } from 'vitest';
import { makeDraws } from './draws.ts';

describe('makeDraws', () => {
  it('gives the same value for the same name, whatever was asked before', () => {
    const a = makeDraws({ seed: 9, stage: 'shape' });
    const first = a.uniform('b', 0, 1);
    const b = makeDraws({ seed: 9, stage: 'shape' });
    b.normal('a', 3);
    b.integer('c', 7);
    expect(b.uniform('b', 0, 1)).toBe(first);
  });

  it('parts seeds, lesions, stages and names', () => {
    const values = [
      makeDraws({ seed: 9, stage: 'shape' }).uniform('b', 0, 1),
      makeDraws({ seed: 10, stage: 'shape' }).uniform('b', 0, 1),
      makeDraws({ seed: 9, lesion: 1, stage: 'shape' }).uniform('b', 0, 1),
      makeDraws({ seed: 9, stage: 'texture' }).uniform('b', 0, 1),
      makeDraws({ seed: 9, stage: 'shape' }).uniform('c', 0, 1),
    ];
    expect(new Set(values).size).toBe(values.length);
  });

  it('keeps to its ranges', () => {
    for (let seed = 0; seed < 500; seed++) {
      const draws = makeDraws({ seed, stage: 'scan' });
      const radius = draws.logUniform('r', 2.5, 30);
      expect(radius > 2.5 && radius < 30).toBe(true);
      const choice = draws.integer('i', 3);
      expect([0, 1, 2]).toContain(choice);
    }
  });
});
