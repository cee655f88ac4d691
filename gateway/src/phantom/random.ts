/** Seeded uniform numbers in [0, 1) with the helpers a phantom needs. Same seed, same numbers on every machine. */
export interface Random {
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Standard normal, by sum of uniforms: no transcendental functions, so equal on every machine. */
  normal(): number;
}

/** Mulberry32 over an unsigned 32-bit seed. */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    normal: () => (next() + next() + next() + next() + next() + next() - 3) * Math.SQRT2,
  };
}
