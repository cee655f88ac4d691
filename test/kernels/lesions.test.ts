import { afterAll, describe, expect, it } from 'vitest';
import type { Generator } from '../../gateway/src/synthesis/generator.ts';
import { GENERATORS } from '../../gateway/src/synthesis/generators/index.ts';
import { openSoftwareGpu, softwareDriver } from '../support/software-gpu.ts';
import { compareLesions, type LesionCase } from './compare-lesions.ts';

const driver = softwareDriver();
const gpu = driver === undefined ? undefined : await openSoftwareGpu(driver);
afterAll(() => gpu?.kernels.close());

const generators = GENERATORS.filter(({ requires = [] }) => requires.length === 0);
const cases = generators.flatMap((generator): LesionCase[] => [
  { generator, grid: '0.7 x 0.7 x 5 mm', radiusMm: 6, seed: 11, site: 'border' },
  { generator, grid: '1 x 1 x 1 mm', radiusMm: 6.5, seed: 12, site: 'deep', parameters: strong(generator) },
  { generator, grid: 'oblique 0.9 x 0.9 x 2 mm', radiusMm: 3.5, seed: 13, site: 'deep' },
  { generator, grid: 'tilted gantry, head first 0.8 x 0.8 x 2.5 mm', radiusMm: 5, seed: 14, site: 'border', parameters: strong(generator) },
]);

/** What a generator can do beyond a plain lesion, all at once, as far as it can. */
function strong({ parameters }: Generator): Record<string, unknown> {
  const all = { contrastHu: -60, deformation: 0.3, roughness: 0.12, heterogeneity: 0.5, noiseGain: 1.4, massEffect: 0.8, capsuleHu: 80, coreShare: 0.6, coreHu: -40, necrosisShare: 0.5, exophytic: 0.4 };
  return Object.fromEntries(Object.entries(all).filter(([name]) => name in (parameters['properties'] as object)));
}

describe.skipIf(gpu === undefined)('whole lesions on webgpu', () => {
  it.each(cases.map((each): [string, LesionCase] => [`${each.generator.name}, r = ${each.radiusMm} mm, ${each.site}${each.parameters ? ', strong' : ''}, on ${each.grid}`, each]))('%s: labels identical, HU within 1', async (_, each) => {
    const { backend, largestHu, labelVoxelsDiffering, strayVoxels, lesionVoxels } = await compareLesions(gpu!.kernels, each);
    expect(backend).toBe('webgpu');
    expect(lesionVoxels).toBeGreaterThan(10);
    expect(labelVoxelsDiffering).toBe(0);
    expect(strayVoxels).toBe(0);
    expect(largestHu).toBeLessThanOrEqual(1);
  });
});
