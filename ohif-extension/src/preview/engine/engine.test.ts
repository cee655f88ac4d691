import { expect, it } from 'vitest';
import { cpuKernels } from '../../../../gateway/src/kernels/cpu.ts';
import { createEngine } from './engine.ts';

it('warms up until an organ comes, and no longer', async () => {
  let lesions = 0;
  const engine = createEngine(async () => (lesions++, cpuKernels));
  await engine.warmUp();
  const all = lesions;
  expect(all).toBeGreaterThan(5);
  lesions = 0;
  const other = createEngine(async () => (lesions++, cpuKernels));
  const warm = other.warmUp();
  await new Promise((resolve) => setTimeout(resolve));
  await expect(other.open({ organ: 'none' } as never)).rejects.toMatchObject({ code: 'viewer/no-preview' });
  await warm;
  expect(lesions).toBeLessThan(all);
});
