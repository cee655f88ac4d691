import { describe, expect, it } from 'vitest';
import { latticeNoise } from './reference.ts';

const key = Uint32Array.of(9, 1);
const field = (stream: number, reachMm = 60) => latticeNoise({ key, stream, nodeMm: 3, reachMm });

describe('latticeNoise', () => {
  it('has mean 0, SD 1 and falls to 1/e at 1.15 nodes', () => {
    const noise = field(0);
    let [n, sum, squares, product] = [0, 0, 0, 0];
    for (let x = -55; x < 55; x += 2.3)
      for (let y = -55; y < 55; y += 2.3)
        for (let z = -55; z < 51; z += 2.3) {
          const value = noise(x, y, z);
          n++;
          sum += value;
          squares += value * value;
          product += value * noise(x, y, z + 1.15 * 3);
        }
    expect(sum / n).toBeCloseTo(0, 1);
    expect(Math.sqrt(squares / n)).toBeGreaterThan(0.93);
    expect(Math.sqrt(squares / n)).toBeLessThan(1.07);
    expect(product / squares).toBeGreaterThan(0.28);
    expect(product / squares).toBeLessThan(0.46);
  });

  it('depends on the place, not on the reach asked for, and differs between streams', () => {
    expect(field(0, 20)(4.2, -7.7, 11)).toBeCloseTo(field(0, 60)(4.2, -7.7, 11), 10);
    expect(field(1)(4.2, -7.7, 11)).not.toBe(field(0)(4.2, -7.7, 11));
  });
});
