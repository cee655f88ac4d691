import { describe, expect, it } from 'vitest';
import { makeDraws } from './draws.ts';
import { makeLesionShape, LARGEST_REACH } from './lesion-shape.ts';

const draw = (seed: number, radiusMm: number) =>
  makeLesionShape({ radiusMm, axisSpread: 0.25, deformation: 0.2, roughness: 0.05, draws: makeDraws({ seed, stage: 'shape' }) });

describe('makeLesionShape', () => {
  it('has the volume asked for and its centroid at the centre', () => {
    for (let seed = 0; seed < 20; seed++) {
      const radiusMm = 3 + seed;
      const { valueAt, levelMm, reachMm } = draw(seed, radiusMm);
      const step = radiusMm / 12;
      const sum = [0, 0, 0];
      let [inside, farthest] = [0, 0];
      for (let x = -1.7 * radiusMm; x < 1.7 * radiusMm; x += step)
        for (let y = -1.7 * radiusMm; y < 1.7 * radiusMm; y += step)
          for (let z = -1.7 * radiusMm; z < 1.7 * radiusMm; z += step) {
            if (valueAt(x, y, z) >= levelMm) continue;
            inside++;
            [x, y, z].forEach((v, axis) => (sum[axis]! += v));
            farthest = Math.max(farthest, Math.hypot(x, y, z));
          }
      const radius = Math.cbrt((3 * inside * step ** 3) / (4 * Math.PI));
      expect(Math.abs(radius / radiusMm - 1)).toBeLessThan(0.02);
      for (const moment of sum) expect(Math.abs(moment / inside)).toBeLessThan(0.05 * radiusMm);
      expect(farthest).toBeLessThanOrEqual(reachMm + step);
      expect(reachMm).toBeLessThanOrEqual(LARGEST_REACH * radiusMm);
    }
  });

  it('is a ball when nothing deforms it', () => {
    const { valueAt, levelMm } = makeLesionShape({ radiusMm: 10, axisSpread: 0, deformation: 0, roughness: 0, draws: makeDraws({ seed: 1, stage: 'shape' }) });
    expect(Math.abs(levelMm - 10)).toBeLessThan(0.15);
    expect(Math.abs(valueAt(6, 0, 8) - 10)).toBeLessThan(0.15);
    expect(Math.abs(valueAt(-4, 4, -2) - 6)).toBeLessThan(0.15);
  });

  it('is never steeper than it says', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { valueAt, steepness } = draw(seed, 12);
      const draws = makeDraws({ seed, stage: 'scan' });
      for (let n = 0; n < 300; n++) {
        const [x, y, z] = [0, 1, 2].map(axis => draws.uniform(`${n} ${axis}`, -8, 8)) as [number, number, number];
        expect(Math.abs(valueAt(x + 0.2, y, z) - valueAt(x, y, z)) / 0.2).toBeLessThanOrEqual(steepness);
      }
    }
  });
});
