import { describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import { lesionFrame } from '../frame/lesion-frame.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { synthesizeLesion } from '../scan/synthesize-lesion.ts';
import { automaton } from './automaton.ts';
import { tissueBounds } from './automaton/tissue.ts';

const tools = { signal: new AbortController().signal, kernels: cpuKernels };
const { ct, organMask, deepLps, centreLps } = organPhantom(GRIDS['1 x 1 x 1 mm'], { noiseHu: 3 });
const survey = measureOrgan(ct, organMask);
const grownAt = (request: { radiusMm: number; centreLps?: readonly [number, number, number]; parameters?: Record<string, unknown> }) =>
  synthesizeLesion({ ct, organMask, organ: liver, survey, generator: automaton, request: { seed: 3, centreLps: deepLps, ...request } }, tools);

/** Mean HU change of voxels between two distances from a point, mm. */
function meanChange(after: ArrayLike<number>, from: Vec3, [low, high]: readonly [number, number]): number {
  const [columns, rows, slices] = ct.geometry.dimensions;
  const { x, y, z } = lesionFrame(ct.geometry, from);
  let [sum, count] = [0, 0];
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++) {
        const squared = x(i, j, k) ** 2 + y(i, j, k) ** 2 + z(i, j, k) ** 2;
        if (squared < low * low || squared >= high * high) continue;
        sum += after[at]! - ct.voxels[at]!;
        count++;
      }
  return sum / count;
}

describe('grown lesions', () => {
  it('have the asked contrast where cells are dense, a faint rim, and none beyond', async () => {
    const made = await grownAt({ radiusMm: 12, parameters: { contrastHu: -60, heterogeneity: 0, necrosisShare: 0, extraSeeds: 0, edgeSigmaMm: 0.5 } });
    expect(Math.abs(meanChange(made.ct.voxels, deepLps, [0, 6]) + 60)).toBeLessThan(3);
    const rim = meanChange(made.ct.voxels, deepLps, [10.5, 11.5]);
    expect(rim).toBeLessThan(-15);
    expect(rim).toBeGreaterThan(-52);
    expect(meanChange(made.ct.voxels, deepLps, [19, 30])).toBe(0);
  });

  it('die in the middle, stay tumour there, and say how much died', async () => {
    const parameters = { contrastHu: -40, heterogeneity: 0, necrosisShare: 0.2, necrosisHu: -25, extraSeeds: 0, latticeMm: 1 };
    const made = await grownAt({ radiusMm: 12, parameters });
    const whole = await grownAt({ radiusMm: 12, parameters: { ...parameters, necrosisShare: 0 } });
    expect(meanChange(made.ct.voxels, deepLps, [0, 3]) - meanChange(whole.ct.voxels, deepLps, [0, 3])).toBeLessThan(-18);
    expect(made.lesionLabel.voxels.every((v, at) => v === whole.lesionLabel.voxels[at])).toBe(true);
    const { subLabel, volumeShare } = made.recipe.lesions[0]!.parameters['necrosis'] as { subLabel: string; volumeShare: number };
    expect(subLabel).toBe('necrosis');
    expect(volumeShare).toBeGreaterThan(0.2);
    expect(volumeShare).toBeLessThan(0.3);
  });

  it('are refused where they cannot start or have no room', async () => {
    const inVessel = [centreLps[0] + 8, centreLps[1] - 12, centreLps[2]] as const;
    await expect(grownAt({ radiusMm: 5, centreLps: inVessel })).rejects.toMatchObject({ code: 'generator/walled-in' });
    await expect(grownAt({ radiusMm: 5, parameters: { startXMm: 59 } })).rejects.toMatchObject({ code: 'generator/walled-in' });
  });

  it('tell tissue apart by the organ\'s own HU, up to the vessels', () => {
    const portal = tissueBounds({ meanHu: 115, sdHu: 20, noiseSdHu: 10, vesselThresholdHu: 160, vesselFraction: 0.03, volumeMl: 1500 });
    expect(portal).toEqual([100 + 20, 100 + 40, 160]);
  });
});
