import { describe, expect, it } from 'vitest';
import { dice } from '../../gateway/src/metrics/dice.ts';
import { surfaceDice } from '../../gateway/src/metrics/surface-dice.ts';
import { surfaceDistances } from '../../gateway/src/metrics/surface-distances.ts';
import { wilcoxonSignedRank } from '../../gateway/src/metrics/wilcoxon.ts';
import { wilsonInterval } from '../../gateway/src/metrics/wilson-interval.ts';
import type { Geometry, Vec3 } from '../../gateway/src/volume/geometry.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { makeDraws } from '../../gateway/src/synthesis/draws.ts';
import { pythonWith, runPython } from '../support/python.ts';

const [scipy, monai] = [pythonWith('scipy'), pythonWith('monai')];
const draws = makeDraws({ seed: 71, stage: 'parameters' });
const CASES: readonly { readonly dimensions: Vec3; readonly spacingMm: Vec3 }[] = [
  { dimensions: [17, 13, 9], spacingMm: [0.7, 0.9, 5] },
  { dimensions: [12, 19, 14], spacingMm: [1, 1, 1] },
  { dimensions: [9, 8, 21], spacingMm: [1.5, 0.6, 1.2] },
];

/** Two overlapping random blobs, the second one displaced: half spaces and balls cut from noise. */
function blobs(n: number) {
  const { dimensions, spacingMm } = CASES[n]!;
  const geometry: Geometry = { dimensions, spacingMm, originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const ball = (name: string) => {
    const centre = dimensions.map((size, a) => draws.uniform(`${name} ${n} ${a}`, 0.35, 0.65) * size);
    const voxels = new Uint8Array(dimensions[0] * dimensions[1] * dimensions[2]);
    for (let v = 0; v < voxels.length; v++) {
      const at = [v % dimensions[0], Math.floor(v / dimensions[0]) % dimensions[1], Math.floor(v / (dimensions[0] * dimensions[1]))];
      const distance = Math.hypot(...at.map((x, a) => (x - centre[a]!) / (0.33 * dimensions[a]!)));
      voxels[v] = distance + 0.25 * draws.normal(`${name} ${n} voxel`, v) < 1 ? 1 : 0;
    }
    return makeVolume(geometry, voxels);
  };
  return { reference: ball('reference'), prediction: ball('prediction') };
}

describe.runIf(monai)('MONAI on random masks', () => {
  const script = `
import json, sys, numpy as np, torch
from monai.metrics import compute_surface_dice, compute_dice
out = []
for case in json.load(sys.stdin):
    shape = case['dimensions'][::-1]
    r, p = (torch.tensor(np.array(case[k], dtype=np.float32).reshape(shape))[None, None] for k in ('reference', 'prediction'))
    nsd = compute_surface_dice(p, r, class_thresholds=[2.0], include_background=True, spacing=[float(s) for s in case['spacingMm'][::-1]], use_subvoxels=True)
    out.append([float(compute_dice(p, r, include_background=True)), float(nsd)])
print(json.dumps(out))`;

  it('gives the same Dice and the same sub-voxel surface Dice at 2 mm', () => {
    const pairs = CASES.map((_, n) => blobs(n));
    const input = pairs.map(({ reference, prediction }, n) => ({ ...CASES[n], reference: [...reference.voxels], prediction: [...prediction.voxels] }));
    const theirs = runPython<readonly (readonly [number, number])[]>(monai!, script, input);
    pairs.forEach((pair, n) => {
      expect(dice(pair)).toBeCloseTo(theirs[n]![0], 6);
      expect(surfaceDice(surfaceDistances(pair))).toBeCloseTo(theirs[n]![1], 5);
    });
  }, 60_000);
});

describe.runIf(scipy)('SciPy on random scores', () => {
  const script = `
import json, sys
from scipy import stats
given = json.load(sys.stdin)
w = [float(stats.wilcoxon(a, b, method='exact' if exact else 'approx', correction=False).pvalue) for a, b, exact in given['pairs']]
i = [list(stats.binomtest(k, n).proportion_ci(method='wilson')) for k, n in given['proportions']]
print(json.dumps([w, i]))`;

  it('gives the same signed-rank p values and Wilson limits', () => {
    const scores = (name: string, n: number, round: boolean) => Array.from({ length: n }, (_, k) => (round ? Math.round(8 * draws.normal(name, k)) : draws.normal(name, k)));
    const pairs = [8, 23, 50].flatMap(n => [false, true].map(tied => [scores(`first ${n} ${tied}`, n, tied), scores(`second ${n} ${tied}`, n, tied), !tied] as const));
    const proportions = [[3, 9], [118, 134], [1, 200]] as const;
    const [ps, limits] = runPython<readonly [readonly number[], readonly (readonly [number, number])[]]>(scipy!, script, { pairs, proportions });
    pairs.forEach(([a, b], n) => expect(wilcoxonSignedRank(a, b).p).toBeCloseTo(ps[n]!, 9));
    proportions.forEach(([k, n], c) => expect([wilsonInterval(k, n).low, wilsonInterval(k, n).high].map(v => v!.toFixed(6))).toEqual(limits[c]!.map(v => v.toFixed(6))));
  }, 60_000);
});
