import { afterAll, describe, expect, it } from 'vitest';
import { GENERATORS } from '../../gateway/src/synthesis/generators/index.ts';
import { GRIDS } from '../phantoms/organ-phantom.ts';
import { openSoftwareGpu, softwareDriver } from '../support/software-gpu.ts';
import { compareLesions, type GridName, type LesionCase } from './compare-lesions.ts';

const driver = softwareDriver();
const gpu = driver === undefined ? undefined : await openSoftwareGpu(driver);
afterAll(() => gpu?.kernels.close());

const generators = GENERATORS.filter(({ requires = [] }) => requires.length === 0);
const cases = generators.flatMap(generator =>
  (Object.keys(GRIDS) as GridName[]).flatMap((grid, n) => [
    { generator, grid, radiusMm: 3.5, seed: 11 + n, site: 'deep' as const },
    { generator, grid, radiusMm: 9, seed: 17 + n, site: 'border' as const },
    { generator, grid, radiusMm: 9, seed: 23 + n, site: 'deep' as const },
  ]),
);

describe.skipIf(gpu === undefined)('whole lesions on webgpu', () => {
  it.each(cases.map((each): [string, LesionCase] => [`${each.generator.name}, r = ${each.radiusMm} mm, ${each.site}, on ${each.grid}`, each]))('%s: labels identical, HU within 1', async (_, each) => {
    const { backend, largestHu, labelVoxelsDiffering, lesionVoxels } = await compareLesions(gpu!.kernels, each);
    expect(backend).toBe('webgpu');
    expect(lesionVoxels).toBeGreaterThan(10);
    expect(labelVoxelsDiffering).toBe(0);
    expect(largestHu).toBeLessThanOrEqual(1);
  });
});
