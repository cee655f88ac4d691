import { describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../test/phantoms/organ-phantom.ts';
import { studio } from '../synthesis/generators/studio.ts';
import { measureOrgan } from '../synthesis/survey/organ-statistics.ts';
import { contrastAxis } from './axes/contrast.ts';
import { sizeAxis } from './axes/size.ts';
import { packRounds } from './pack-rounds.ts';
import { wantedLesions, type WantedLesion } from './wanted-lesions.ts';

const { ct, organMask } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
const survey = measureOrgan(ct, organMask);
const wanted = wantedLesions({ rows: sizeAxis, columns: contrastAxis('darker') }, { repeats: 2, seed: 5, generator: studio });
const options = { survey, generator: studio, perScan: 5 };

describe('packRounds', () => {
  const { rounds, unplaced } = packRounds(wanted, options);

  it('places every lesion once or says that it has no place, in fewer scans than lesions', () => {
    const seeds = [...rounds.flat(), ...unplaced].map(({ seed }) => seed);
    expect(seeds.toSorted()).toEqual(wanted.map(({ seed }) => seed).toSorted());
    expect(rounds.length).toBeLessThan(wanted.length / 2);
    expect(Math.max(...rounds.map(({ length }) => length))).toBe(5);
  });

  it('keeps 10 mm between lesions of largest half axes, and eases rules only for a lesion by itself', () => {
    for (const round of rounds) {
      for (const [n, a] of round.entries())
        for (const b of round.slice(n + 1)) {
          const apartMm = Math.hypot(...a.placement.centreLps.map((v, axis) => v - b.placement.centreLps[axis]!));
          expect(apartMm).toBeGreaterThanOrEqual(a.radiusMm + b.radiusMm + 10);
        }
      if (round.length > 1) expect(round.flatMap(({ placement }) => placement.relaxations)).toEqual([]);
    }
  });

  it('is the same again, and tells why a lesion has no place', () => {
    expect(packRounds(wanted, options).rounds).toEqual(rounds);
    const huge: WantedLesion = { ...wanted[0]!, radiusMm: 48 };
    expect(packRounds([huge, wanted[1]!], options)).toMatchObject({ rounds: [[{ seed: wanted[1]!.seed }]], unplaced: [{ radiusMm: 48, reason: 'placement/radius-too-large' }] });
  });
});
