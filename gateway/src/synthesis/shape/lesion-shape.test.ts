import { describe, expect, it } from 'vitest';
import { makeDraws } from '../draws.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import { makeLesionShape, LARGEST_REACH } from './lesion-shape.ts';
import { turnMatrix } from '../frame/turn-matrix.ts';

const halfAxes = (seed: number) => [0, 1, 2].map(n => makeDraws({ seed, stage: 'parameters' }).uniform(`axis ${n}`, 0.75, 1.25)) as unknown as Vec3;
const draw = (seed: number, radiusMm: number) =>
  makeLesionShape({ radiusMm, halfAxes: halfAxes(seed), turn: turnMatrix(40 * seed, 25 * seed, 70 * seed), elasticSigmaMm: 0.2 * radiusMm, roughness: 0.05, draws: makeDraws({ seed, stage: 'shape' }) });

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
    const { valueAt, levelMm } = makeLesionShape({ radiusMm: 10, halfAxes: [1, 1, 1], turn: turnMatrix(0, 0, 0), elasticSigmaMm: 0, roughness: 0, draws: makeDraws({ seed: 1, stage: 'shape' }) });
    expect(Math.abs(levelMm - 10)).toBeLessThan(0.15);
    expect(Math.abs(valueAt(6, 0, 8) - 10)).toBeLessThan(0.15);
    expect(Math.abs(valueAt(-4, 4, -2) - 6)).toBeLessThan(0.15);
  });

  it('has the half axes asked for, in the directions asked for', () => {
    const turn = turnMatrix(30, 50, 20);
    const shape = makeLesionShape({ radiusMm: 12, halfAxes: [0.8, 1, 1.3], turn, elasticSigmaMm: 0, roughness: 0, draws: makeDraws({ seed: 1, stage: 'shape' }) });
    const mean = Math.cbrt(0.8 * 1.3);
    [0.8, 1, 1.3].forEach((ratio, n) => {
      const [x, y, z] = turn.slice(3 * n, 3 * n + 3).map(v => (v * 12 * ratio) / mean) as [number, number, number];
      expect(Math.abs(shape.valueAt(x, y, z) / shape.levelMm - 1)).toBeLessThan(0.03);
    });
  });
});
