import { beforeAll, describe, expect, it } from 'vitest';
import { GRIDS, organPhantom, ORGAN_HU } from '../../../../test/phantoms/organ-phantom.ts';
import { liver } from '../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { makeVolume, type Volume } from '../../volume/volume.ts';
import { studio } from '../generators/studio.ts';
import { lesionFrame } from '../frame/lesion-frame.ts';
import { measureOrgan } from '../survey/organ-statistics.ts';
import { synthesizeLesion } from '../scan/synthesize-lesion.ts';
import { checkRealism } from './check-realism.ts';
import { REALISM_CHECKS } from './checks/index.ts';
import type { Finding } from './realism-check.ts';
import { realismScene, type RealismInput } from './realism-scene.ts';

const { ct, organMask, deepLps, centreLps } = organPhantom(GRIDS['1 x 1 x 1 mm']);
const { geometry } = ct;
const survey = measureOrgan(ct, organMask);
const [columns, rows] = geometry.dimensions;

async function lesion(radiusMm: number, seed: number, parameters = {}): Promise<RealismInput> {
  const made = await synthesizeLesion({ ct, organMask, organ: liver, generator: studio, survey, request: { radiusMm, seed, phase: 'venous', centreLps: deepLps, parameters } }, { signal: new AbortController().signal, kernels: cpuKernels });
  return { before: ct, after: made.ct, label: made.lesionLabel, organMask, statistics: survey.statistics, kind: liver.lesionKinds[0], phase: 'venous', rimHu: Number(made.recipe.lesions[0]!.parameters['capsuleHu']) };
}

const find = (input: RealismInput, name: string): Finding => REALISM_CHECKS.find(check => check.name === name)!.measure(realismScene(input));

/** A lesion made by hand: labelled where `isLesion` says, HU by `paint`. Positions in mm from the deep point. */
function byHand(isLesion: (x: number, y: number, z: number) => boolean, paint: (hu: number, v: number, p: readonly [number, number, number]) => number, at = deepLps): RealismInput {
  const frame = lesionFrame(geometry, at);
  const label = new Uint8Array(ct.voxels.length);
  const after = ct.voxels.slice();
  for (let v = 0; v < after.length; v++) {
    const ijk = [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))] as const;
    const p = [frame.x(...ijk), frame.y(...ijk), frame.z(...ijk)] as const;
    if (!isLesion(...p)) continue;
    label[v] = 1;
    after[v] = Math.round(paint(ct.voxels[v]!, v, p));
  }
  return { before: ct, after: makeVolume(geometry, after), label: makeVolume(geometry, label), organMask, statistics: survey.statistics, kind: liver.lesionKinds[0], phase: 'venous' };
}

const ball = (radiusMm: number) => (x: number, y: number, z: number) => Math.hypot(x, y, z) < radiusMm;

describe('a studio lesion', () => {
  let lesions: readonly RealismInput[];
  beforeAll(async () => {
    lesions = await Promise.all([[9, 1], [12, 2], [16, 3]].map(([radiusMm, seed]) => lesion(radiusMm!, seed!)));
  });

  it('fails no check, and is told a number and a reason by each', () => {
    for (const input of lesions) {
      const findings = checkRealism(input);
      expect(findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
      expect(findings.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(9);
      for (const { reason, verdict, value } of findings) {
        expect(reason).toMatch(/^[A-Z].*\.$/);
        expect(value === undefined).toBe(verdict === 'unmeasured');
      }
      expect(JSON.stringify(findings)).not.toContain('null');
    }
  });

  it('is as noisy as what is around it', () => {
    for (const input of lesions) expect(Math.abs(find(input, 'noise-ratio').value! - 1)).toBeLessThan(0.15);
  });

  it('has the contrast that was asked for', async () => {
    const { value } = find(await lesion(12, 6, { contrastHu: -40, heterogeneity: 0.05, coreShare: 0, capsuleHu: 0 }), 'contrast');
    expect(Math.abs(value! + 40)).toBeLessThan(3);
  });

  it('has an edge of 2.56 SDs', async () => {
    const { value } = find(await lesion(14, 6, { contrastHu: -60, edgeSigmaMm: 1.6, heterogeneity: 0, coreShare: 0, capsuleHu: 0, massEffect: 0 }), 'edge-width');
    expect(Math.abs(value! - 2.56 * 1.6)).toBeLessThan(1.4);
  });

  it('is easier to see the larger and the darker it is', async () => {
    const at = async (radiusMm: number, contrastHu: number) => find(await lesion(radiusMm, 7, { contrastHu, coreShare: 0, capsuleHu: 0 }), 'detectability').value!;
    const [small, large, dark] = [await at(6, -20), await at(12, -20), await at(6, -60)];
    expect(large).toBeGreaterThan(2 * small);
    expect(Math.abs(dark / small - 3)).toBeLessThan(0.5);
  });
});

describe('a lesion that is wrong', () => {
  const noiseless = byHand(ball(14), () => ORGAN_HU - 40);
  it.each<[string, string, RealismInput]>([
    ['is painted over', 'noise-ratio', noiseless],
    ['is too bright for its phase', 'contrast', byHand(ball(12), hu => hu + 180)],
    ['has coarser grain than the scan', 'autocorrelation-length', byHand(ball(14), (_, v) => ORGAN_HU - 40 + 6 * Math.sin((v % columns) / 1.1) + 6 * Math.cos(((v / columns) % rows) / 1.1))],
    ['has a bright rim that nobody asked for', 'overshoot', byHand(ball(14), (hu, _, p) => hu + (Math.hypot(...p) > 12 ? 45 : -40))],
    ['is a needle', 'elongation', byHand((x, y, z) => Math.hypot(x / 15, y / 2, z / 2) < 1, hu => hu - 40)],
    ['is a plate', 'sphericity', byHand((x, y, z) => Math.abs(z) < 1.5 && Math.hypot(x, y) < 14, hu => hu - 40)],
    ['is crumpled', 'compactness', byHand((x, y, z) => ball(12)(x, y, z) && Math.floor(x / 3 + 90) % 2 === 0, hu => hu - 40)],
    ['lies on a vessel', 'vessel-overlap', byHand(ball(9), hu => hu - 40, [centreLps[0] + 8, centreLps[1] - 12, centreLps[2]])],
    ['leaves the organ', 'containment', byHand(ball(12), hu => hu - 40, [centreLps[0] - 48, centreLps[1], centreLps[2]])],
    ['flickers from slice to slice', 'slice-consistency', byHand(ball(14), (hu, _, p) => hu - 40 + 12 * (Math.round(p[2]) % 2))],
    ['is pasted with a step', 'boundary-seam', byHand(ball(12), hu => hu - 150)],
  ])('%s: fails %s', (_what, name, input) => expect(find(input, name)).toMatchObject({ verdict: 'fail' }));

  it('has one voxel changed elsewhere: fails identity', async () => {
    const input = await lesion(9, 1);
    expect(find(input, 'identity')).toMatchObject({ verdict: 'pass', value: 0 });
    const after = (input.after as Volume<Int16Array>).voxels.slice();
    after[3]! += 1;
    expect(find({ ...input, after: makeVolume(geometry, after) }, 'identity')).toMatchObject({ verdict: 'fail', value: 1 });
  });

  it('has an edge like a knife, or grain of another spectrum: is doubted', () => {
    expect(find(byHand(ball(14), hu => hu - 60), 'edge-width').verdict).not.toBe('pass');
    const smooth = byHand(ball(22), (_, v) => ORGAN_HU - 40 + 9 * Math.sin((v % columns) / 1.3));
    expect(find(smooth, 'noise-spectrum').verdict).toBe('warn');
    expect(find(noiseless, 'heterogeneity').verdict).toBe('warn');
  });

  it('is too small to tell: says so', () => {
    const speck = byHand(ball(1.6), hu => hu - 40);
    expect(find(speck, 'noise-ratio')).toEqual({ verdict: 'unmeasured', reason: expect.stringContaining('too few voxels') });
    expect(() => checkRealism(byHand(() => false, hu => hu))).toThrow(RangeError);
  });
});
