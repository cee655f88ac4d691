import { describe, expect, it } from 'vitest';
import { normalOf, philox4x32, uniformOf } from './reference.ts';

function words(counter: readonly number[], key: readonly number[]): string {
  const out = new Uint32Array(4);
  philox4x32(Uint32Array.from(counter), Uint32Array.from(key), out);
  return [...out].map(word => word.toString(16).padStart(8, '0')).join(' ');
}

describe('philox4x32', () => {
  it('gives the published known answers', () => {
    expect(words([0, 0, 0, 0], [0, 0])).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
    const ones = 0xffffffff;
    expect(words([ones, ones, ones, ones], [ones, ones])).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd');
    expect(words([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toBe('d16cfe09 94fdcceb 5001e420 24126ea1');
  });

  it('gives normals of mean 0, SD 1 and nearly normal kurtosis', () => {
    const counter = new Uint32Array(4);
    const key = Uint32Array.of(7, 11);
    const out = new Uint32Array(4);
    const n = 200_000;
    let [s1, s2, s4, u] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      counter[0] = i;
      philox4x32(counter, key, out);
      const x = normalOf(out);
      s1 += x;
      s2 += x * x;
      s4 += x ** 4;
      u += uniformOf(out[0] as number);
    }
    expect(Math.abs(s1 / n)).toBeLessThan(0.01); // four standard errors
    expect(Math.sqrt(s2 / n)).toBeCloseTo(1, 2);
    expect(s4 / n).toBeGreaterThan(2.8);
    expect(s4 / n).toBeLessThan(2.9); // 3 - 6 / (5 * 8) = 2.85 for a sum of eight uniforms
    expect(u / n).toBeCloseTo(0.5, 2);
  });

  it('keeps uniforms inside the open interval', () => {
    expect(uniformOf(0)).toBeGreaterThan(0);
    expect(uniformOf(0xffffffff)).toBeLessThan(1);
  });
});
