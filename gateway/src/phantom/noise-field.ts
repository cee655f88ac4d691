import { makeRandom } from './random.ts';

/** A smooth scalar field over millimetres: mean about 0, range about -1..1. */
export type Field = (x: number, y: number, z: number) => number;

const SIZE = 32;
const MASK = SIZE - 1;

/** Periodic value noise on a cubic lattice of `cellMm` (period 32 cells), smoothly interpolated. */
export function makeField(seed: number, cellMm: number): Field {
  const random = makeRandom(seed);
  const lattice = Float32Array.from({ length: SIZE ** 3 }, () => random.between(-1, 1));
  const scale = 1 / cellMm;
  return (x, y, z) => {
    const u = x * scale;
    const v = y * scale;
    const w = z * scale;
    const i = Math.floor(u);
    const j = Math.floor(v);
    const k = Math.floor(w);
    const a = fade(u - i);
    const b = fade(v - j);
    const c = fade(w - k);
    const i0 = i & MASK;
    const i1 = (i + 1) & MASK;
    const j0 = (j & MASK) * SIZE;
    const j1 = ((j + 1) & MASK) * SIZE;
    const k0 = (k & MASK) * SIZE * SIZE;
    const k1 = ((k + 1) & MASK) * SIZE * SIZE;
    const y00 = mix(lattice[k0 + j0 + i0] as number, lattice[k0 + j0 + i1] as number, a);
    const y10 = mix(lattice[k0 + j1 + i0] as number, lattice[k0 + j1 + i1] as number, a);
    const y01 = mix(lattice[k1 + j0 + i0] as number, lattice[k1 + j0 + i1] as number, a);
    const y11 = mix(lattice[k1 + j1 + i0] as number, lattice[k1 + j1 + i1] as number, a);
    return mix(mix(y00, y10, b), mix(y01, y11, b), c);
  };
}

const fade = (t: number) => t * t * (3 - 2 * t);
const mix = (p: number, q: number, t: number) => p + (q - p) * t;
