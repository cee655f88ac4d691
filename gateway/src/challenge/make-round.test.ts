import { describe, expect, it } from 'vitest';
import { GRIDS, ORGAN_HU, organPhantom } from '../../../test/phantoms/organ-phantom.ts';
import { liver } from '../anatomy/organs/liver.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import { studio } from '../synthesis/generators/studio.ts';
import { measureOrgan } from '../synthesis/survey/organ-statistics.ts';
import { makeVolume, type HuVolume } from '../volume/volume.ts';
import { contrastAxis } from './axes/contrast.ts';
import { sizeAxis } from './axes/size.ts';
import { chooseShown } from './choose-shown.ts';
import { makeRound } from './make-round.ts';
import { packRounds } from './pack-rounds.ts';
import { summariseChallenge } from './summarise-challenge.ts';
import { wantedLesions } from './wanted-lesions.ts';

const { ct, organMask } = organPhantom({ ...GRIDS['1 x 1 x 1 mm'], spacingMm: [1.4, 1.4, 1.8], dimensions: [80, 80, 62] }, { vessels: false, noiseHu: 2 });
const grid = { rows: sizeAxis, columns: contrastAxis('darker') };
const wanted = wantedLesions(grid, { repeats: 1, seed: 9, generator: studio }).filter(({ row }) => row < 3);
const survey = measureOrgan(ct, organMask, { vessels: false });
const scan = { name: 'phantom', setting: { ct, organMask, organ: liver, generator: studio, survey }, untouched: makeVolume(ct.geometry, new Uint8Array(ct.voxels.length)) };
/** Finds what is more than 28 HU darker than the organ: lesions of 40 HU and more, never those of 20 or less. */
const find = async (seen: HuVolume) => makeVolume(ct.geometry, Uint8Array.from(seen.voxels, (hu, v) => (organMask.voxels[v] === 1 && hu < ORGAN_HU - 28 ? 1 : 0)));
const tools = { signal: new AbortController().signal, kernels: cpuKernels };

describe('a challenge in a phantom', () => {
  it('makes the lesions as asked, finds the dark ones and misses the faint ones', async () => {
    const { rounds } = packRounds(wanted, { survey, generator: studio, perScan: 6 });
    const results = await Promise.all(rounds.map((lesions, n) => makeRound({ scan, lesions, number: n + 1, find }, tools)));
    const cases = results.flatMap(result => result.cases);
    expect(cases).toHaveLength(9);
    for (const { parameters, volumeMm3, radiusMm, column, hit } of cases) {
      expect(volumeMm3 / ((4 / 3) * Math.PI * radiusMm ** 3)).toBeCloseTo(1, 0.5);
      if (column !== 1) expect(hit, `${radiusMm} mm, ${parameters['contrastHu']} HU`).toBe(column === 2);
    }
    // Blurred edges, a rim or a dark core move a lesion's mean; over the lesions of a band they must not carry it into another one.
    for (const [n, { low, high }] of grid.columns.bands.entries()) {
      const made = cases.filter(({ column }) => column === n).map(({ measuredContrastHu }) => -measuredContrastHu);
      expect(made.reduce((a, b) => a + b, 0) / made.length).toBeGreaterThan(0.75 * low);
      expect(made.reduce((a, b) => a + b, 0) / made.length).toBeLessThan(high);
    }
    expect(results.flatMap(({ newFalsePositivesMm3 }) => newFalsePositivesMm3)).toEqual([]);
    expect(results.flatMap(({ pictures }) => [...pictures.values()]).every(png => png.length > 500 && png[1] === 0x50)).toBe(true);
    const summary = summariseChallenge(grid, cases, [{ ...wanted[0]!, row: 4, column: 0, reason: 'placement/radius-too-large' }]);
    expect(summary.byColumn.map(({ atAnyOverlap: { count, total } }) => [count, total]).filter((_, n) => n !== 1)).toEqual([[0, 3], [3, 3]]);
    expect(summary.cells.filter(({ row }) => row === 4).map(({ atAnyOverlap, unplaced }) => [atAnyOverlap.total, unplaced])).toEqual([[0, 1], [0, 0], [0, 0]]);
    expect(summary.all.unplaced).toBe(1);
    expect(chooseShown([...cases, ...cases])).toHaveLength(9);
  });

  it('says why lesions are left out that the organ does not hold after all', async () => {
    const { rounds } = packRounds(wanted.slice(0, 1), { survey, generator: studio, perScan: 6 });
    const [lesion] = rounds[0]!;
    const outside = { ...lesion!, placement: { ...lesion!.placement, centreLps: [500, 500, 500] as const } };
    expect(await makeRound({ scan, lesions: [outside], number: 1, find }, tools)).toMatchObject({ cases: [], unplaced: [{ reason: 'placement/outside-organ' }] });
  });
});
