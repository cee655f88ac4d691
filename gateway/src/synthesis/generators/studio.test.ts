import { describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { PULL_MAPS } from '../../kernels/pull-warp/pull-factor.ts';
import { lesionFrame } from '../frame/lesion-frame.ts';
import { nearestOutside } from '../frame/nearest-outside.ts';
import { generateInto } from '../generate-into.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { checkParameters } from '../parameters.ts';
import { studio } from './studio.ts';

const phantom = organPhantom(GRIDS['1 x 1 x 1 mm']);
const { statistics } = measureOrgan(phantom.ct, phantom.organMask);
const tools = { signal: new AbortController().signal, kernels: cpuKernels };
const make = (given: Record<string, unknown>, radiusMm = 9) => {
  const lesion = { centreLps: phantom.deepLps, radiusMm, kind: liver.lesionKinds[0], phase: 'venous', parameters: checkParameters(studio, given), seed: 11 } as const;
  return generateInto({ ct: phantom.ct, organMask: phantom.organMask, organ: liver, statistics, generator: studio, lesion }, tools);
};
const plain = { heterogeneity: 0, coreShare: 0, capsuleHu: 0, massEffect: 0 };

describe('studio', () => {
  it('takes the lesion\'s own HU in place of the contrast, not both', async () => {
    const { generated } = await make({ ...plain, meanHu: 62, edgeSigmaMm: 0.3 });
    const { label, deltaHu } = generated;
    const inner = [...deltaHu.voxels].filter((_, v) => label.voxels[v] === 1 && generated.occupancy.voxels[v] === 1);
    expect(Math.abs(inner.reduce((a, b) => a + b, 0) / inner.length - (62 - 110))).toBeLessThan(5);
    await expect(make({ meanHu: 62, contrastHu: -20 })).rejects.toMatchObject({ code: 'generator/invalid-parameters' });
  });

  it('gives back only the box it touches', async () => {
    const { box, patch, generated } = await make({ ...plain, contrastHu: -30 }, 5);
    expect(patch.geometry.dimensions).toEqual(box.high.map((v, axis) => v - box.low[axis]!));
    expect(Math.max(...patch.geometry.dimensions)).toBeLessThan(2 * (1.6 * 5 + 9));
    expect(generated.label.voxels).toContain(1);
  });

  it.each(PULL_MAPS)('pushes tissue aside by the law %s, inside its reach alone', async massMap => {
    const still = await make({ ...plain, contrastHu: -30 });
    const moved = await make({ ...plain, contrastHu: -30, massEffect: 0.4, massMap, massReachRadii: 1.6 });
    expect(moved.generated.provenance).toMatchObject({ massMap, massEffect: 0.4 });
    const changed = [...moved.generated.deltaHu.voxels].filter(value => value !== 0).length;
    expect(changed).toBeGreaterThan([...still.generated.deltaHu.voxels].filter(value => value !== 0).length);
  });

  it('says when a border leaves less room for the mass effect, and how far it reaches', async () => {
    const effect = { ...plain, contrastHu: -30, massEffect: 0.4, massReachRadii: 1.9 };
    const deep = (await make(effect)).generated;
    expect(deep.provenance['usedMassReachMm']).toBeCloseTo(1.9 * 9, 9);
    expect(deep.warnings).toEqual([]);
    const frame = lesionFrame(phantom.ct.geometry, phantom.deepLps);
    const borderMm = nearestOutside(phantom.organMask, frame, 100);
    // So large that its ball would cross the border: first the ball shrinks, then nothing moves.
    const [near, touching] = [0.56, 0.95].map(share => share * borderMm) as [number, number];
    const shrunk = (await make(effect, near)).generated;
    expect(shrunk.provenance['usedMassReachMm']).toBeCloseTo(borderMm, 9);
    expect(shrunk.warnings.map(({ code }) => code)).toContain('lesion/mass-effect-limited');
    const still = (await make(effect, touching)).generated;
    expect(still.provenance['usedMassReachMm']).toBe(0);
    expect(still.warnings.map(({ code }) => code)).toContain('lesion/mass-effect-limited');
    expect((await make({ ...effect, massEffect: 0 }, touching)).generated.warnings.map(({ code }) => code)).not.toContain('lesion/mass-effect-limited');
  });
});
