import { describe, expect, it } from 'vitest';
import { liver } from '../../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../../kernels/cpu.ts';
import { GRIDS, organPhantom } from '../../../../../test/phantoms/organ-phantom.ts';
import { generateInto } from '../../generate-into.ts';
import { measureOrgan } from '../../survey/organ-statistics.ts';
import { synthesizeScan } from '../../scan/synthesize-scan.ts';
import { repo } from '../repo.ts';

const { ct, organMask, deepLps, centreLps } = organPhantom(GRIDS['1 x 1 x 1 mm']);
const survey = measureOrgan(ct, organMask);
const tools = { signal: new AbortController().signal, kernels: cpuKernels };

async function make(seed: number, parameters: Readonly<Record<string, unknown>>, radiusMm = 14) {
  const lesion = { centreLps: deepLps, radiusMm, kind: liver.lesionKinds[0], phase: 'venous', parameters, seed } as const;
  return (await generateInto({ ct, organMask, organ: liver, statistics: survey.statistics, generator: repo, lesion }, tools)).generated;
}

describe('repo', () => {
  it('takes 50 to 55 HU from a core where the depth is 100', async () => {
    let [sum, count] = [0, 0];
    for (let seed = 0; seed < 8; seed++) {
      const { deltaHu, occupancy } = await make(seed, { depthHu: 100, edgeSigmaMm: 1 }, 9);
      const [columns, rows, slices] = deltaHu.geometry.dimensions;
      const middle = Math.floor(columns / 2) + columns * (Math.floor(rows / 2) + rows * Math.floor(slices / 2));
      for (const at of [middle, middle + 2, middle - 2, middle + 2 * columns, middle - 2 * columns]) {
        expect(occupancy.voxels[at]).toBe(1);
        sum += deltaHu.voxels[at]!;
        count++;
      }
    }
    expect(sum / count).toBeLessThan(-47);
    expect(sum / count).toBeGreaterThan(-58);
  });

  it('leaves vessels and noise under the lesion as they are', async () => {
    const { deltaHu } = await make(3, { depthHu: 100 });
    const [columns, rows, slices] = deltaHu.geometry.dimensions;
    const middle = Math.floor(columns / 2) + columns * (Math.floor(rows / 2) + rows * Math.floor(slices / 2));
    for (let n = -4; n < 4; n++) expect(Math.abs(deltaHu.voxels[middle + n + 1]! - deltaHu.voxels[middle + n]!)).toBeLessThan(1.5);
  });

  it('changes nothing outside the organ and keeps its hard label inside', async () => {
    const lesion = { centreLps: [centreLps[0] - 47, centreLps[1], centreLps[2]], radiusMm: 12, kind: liver.lesionKinds[0], phase: 'venous', parameters: { exactVolume: false }, seed: 5 } as const;
    const { generated, box } = await generateInto({ ct, organMask, organ: liver, statistics: survey.statistics, generator: repo, lesion }, tools);
    const [columns, rows, slices] = generated.deltaHu.geometry.dimensions;
    let [outside, changed] = [0, 0];
    for (let k = 0, at = 0; k < slices; k++)
      for (let j = 0; j < rows; j++)
        for (let i = 0; i < columns; i++, at++) {
          if (organMask.voxels[box.low[0] + i + 112 * (box.low[1] + j + 112 * (box.low[2] + k))] === 1) continue;
          outside++;
          if (generated.deltaHu.voxels[at] !== 0 || generated.label.voxels[at] !== 0) changed++;
        }
    expect(outside).toBeGreaterThan(100);
    expect(changed).toBe(0);
    expect(generated.warnings.map(({ code }) => code)).toContain('lesion/cut-by-organ');
  });

  it('shares depth, blur and texture law between the lesions of a scan, and nothing else', async () => {
    const { recipe } = await synthesizeScan({ ct, organMask, organ: liver, generator: repo, survey, seed: 9, lesions: [{ radiusMm: 5 }, { radiusMm: 6 }, { radiusMm: 7, seed: 4 }] }, tools);
    const values = recipe.lesions.map(({ parameters }) => parameters as Record<string, number>);
    for (const name of ['depthHu', 'edgeSigmaMm', 'patchMm', 'grainMm', 'textureLevel']) expect(new Set(values.map(each => each[name])).size, name).toBe(1);
    expect(new Set(values.map(each => each['deformation'])).size).toBe(3);
  });

  it('draws as published and takes what it is given', async () => {
    for (let seed = 0; seed < 12; seed++) {
      const { provenance } = await make(seed, {}, 8);
      const { depthHu, edgeSigmaMm, patchMm, grainMm, halfAxisA } = provenance as Record<string, number>;
      expect(depthHu).toBeGreaterThan(65);
      expect(depthHu).toBeLessThan(145);
      expect(edgeSigmaMm).toBeGreaterThan(1);
      expect([3, 6, 9, 12, 15]).toContain(patchMm);
      expect([4, 7]).toContain(grainMm);
      expect([6, 7, 8, 9, 10]).toContain(Math.round(8 * halfAxisA! * 1e6) / 1e6);
    }
    await expect(make(1, { depthHu: 90, contrastHu: -20 })).rejects.toMatchObject({ code: 'generator/invalid-parameters' });
    expect((await make(1, { contrastHu: -20 })).provenance['contrastHu']).toBe(-20);
  });
});
