import { expect, it } from 'vitest';
import { normals } from '../case-inputs.ts';
import { latticeField } from './reference.ts';

const count = 9;
const values = normals(count ** 3, { seed: 5 });
const dimensions = [20, 12, 6, 0] as const;

it('reads rows along the lattice as it reads any other', () => {
  for (const step of [0.31, -0.27]) {
    const read = (lean: number) => {
      const out = new Float32Array(20 * 12 * 6);
      const at = { latticeX: [step, 0.02, 0, step > 0 ? 1.3 : 6.9], latticeY: [lean, 0.5, 0.1, 0.8], latticeZ: [lean, 0, 1.1, 1.2] } as const;
      latticeField({ inputs: [values], out, parameters: { dimensions, count, layers: 2, ...at } });
      return out;
    };
    const [along, askew] = [read(0), read(1e-12)];
    along.forEach((value, v) => expect(Math.abs(value - askew[v]!)).toBeLessThan(1e-5));
    expect(new Set(along).size).toBeGreaterThan(1000);
  }
});
