import { expect, it } from 'vitest';
import { cpuKernels } from '../../../../gateway/src/kernels/cpu.ts';
import { createEngine } from './engine.ts';

it('warms up until an organ comes, and no longer', async () => {
  let rounds = 0;
  const engine = createEngine(async () => (rounds++, cpuKernels));
  await engine.warmUp();
  const all = rounds;
  expect(all).toBeGreaterThan(5);
  rounds = 0;
  const other = createEngine(async () => (rounds++, cpuKernels));
  const warm = other.warmUp();
  await new Promise((resolve) => setTimeout(resolve));
  await expect(other.open({ organ: 'none' } as never)).rejects.toMatchObject({ code: 'viewer/no-preview' });
  await warm;
  expect(rounds).toBeLessThan(all);
});
