import { describe, expect, it } from 'vitest';
import { GENERATORS } from '../synthesis/generators/index.ts';
import { studio } from '../synthesis/generators/studio.ts';
import { contrastAxis } from './axes/contrast.ts';
import { sizeAxis } from './axes/size.ts';
import { wantedLesions } from './wanted-lesions.ts';

const grid = { rows: sizeAxis, columns: contrastAxis('darker') };

describe('wantedLesions', () => {
  const wanted = wantedLesions(grid, { repeats: 7, seed: 3, generator: studio });

  it('fills every cell with lesions of its bands', () => {
    expect(wanted).toHaveLength(5 * 3 * 7);
    for (const { row, column, radiusMm, parameters } of wanted) {
      const [size, contrast] = [sizeAxis.bands[row]!, grid.columns.bands[column]!];
      expect(radiusMm).toBeGreaterThanOrEqual(size.low);
      expect(radiusMm).toBeLessThan(size.high);
      expect(-parameters['contrastHu']!).toBeGreaterThanOrEqual(contrast.low);
      expect(-parameters['contrastHu']!).toBeLessThanOrEqual(contrast.high);
    }
    expect(new Set(wanted.map(({ seed }) => seed)).size).toBe(wanted.length);
    expect(new Set(wanted.map(({ radiusMm }) => radiusMm)).size).toBe(wanted.length);
  });

  it('depends on the seed alone: more repeats keep the first ones', () => {
    const fewer = wantedLesions(grid, { repeats: 2, seed: 3, generator: studio });
    expect(wanted.filter(({ repeat }) => repeat < 2)).toEqual(fewer);
    expect(wantedLesions(grid, { repeats: 2, seed: 4, generator: studio })[0]).not.toEqual(fewer[0]);
  });

  it('refuses generators whose contrast cannot be set, and no others', () => {
    const refused = GENERATORS.filter(generator => {
      try {
        return wantedLesions(grid, { repeats: 1, seed: 1, generator }).length === 0;
      } catch (error) {
        expect(error).toMatchObject({ code: 'request/invalid' });
        return true;
      }
    });
    expect(refused.map(({ name }) => name)).toEqual(['copy-paste', 'freetumor', 'diffusion']);
  });
});
