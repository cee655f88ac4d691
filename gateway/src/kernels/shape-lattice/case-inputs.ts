import { uniforms } from '../case-inputs.ts';

/** A shape for kernel cases: a lopsided, rough ball on a lattice, and an oblique grid of voxels that reaches beyond it. Its surface lies about `level`. */
export function caseShape(grid: readonly [number, number, number], samples: readonly [number, number, number], seed: number) {
  const count = 17;
  const rough = uniforms(count ** 3, { seed, low: 0.8, high: 1.2 });
  const lattice = Int32Array.from({ length: count ** 3 }, (_, n) => {
    const [a, b, c] = [(n % count) - 8.3, (Math.floor(n / count) % count) - 7.6, Math.floor(n / count ** 2) - 8];
    return Math.min(2 ** 20, Math.round(2 ** 15 * rough[n]! * Math.hypot(a, 1.3 * b, 0.9 * c)));
  });
  const cell = (axis: 0 | 1 | 2) => (16 / grid[axis]) * 65_536;
  const [i, j, k] = [cell(0), cell(1), cell(2)].map(Math.round) as [number, number, number];
  const part = (step: number, n: number) => Math.round(step / n);
  return {
    lattice,
    level: Math.round(2 ** 15 * 5.5),
    parameters: {
      dimensions: [...grid, 0] as const, count,
      origin: [-40_000, 7000, -3000, 0] as const,
      stepI: [i, -part(i, 9), part(i, 7), 0] as const, stepJ: [part(j, 8), j, 0, 0] as const, stepK: [0, part(k, 11), k, 0] as const,
      samples: [...samples, 0] as const,
      subI: [part(i, samples[0]), 0, 0, 0] as const, subJ: [0, part(j, samples[1]), 0, 0] as const, subK: [0, 0, part(k, samples[2]), 0] as const,
    },
  };
}

/** Sub-samples for each of the awkward grids. */
export const CASE_SAMPLES = [
  [1, 1, 1],
  [2, 3, 1],
  [1, 2, 10],
  [3, 3, 3],
  [2, 1, 4],
] as const;
