import { describe, expect, it } from 'vitest';
import type { Geometry, Vec3 } from '../volume/geometry.ts';
import { makeVolume, type Volume } from '../volume/volume.ts';
import { detectLesions } from './detection.ts';
import { sensitivity, sensitivityByRadius } from './sensitivity.ts';
import { specificitySweep } from './specificity.ts';

const geometry: Geometry = { dimensions: [40, 30, 20], spacingMm: [1, 1, 2], originLps: [-7, 9, 30], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };

function boxes(...list: readonly (readonly [low: Vec3, size: Vec3])[]): Volume<Uint8Array> {
  const mask = makeVolume(geometry, new Uint8Array(40 * 30 * 20));
  for (const [[i, j, k], [ni, nj, nk]] of list)
    for (let c = k; c < k + nk; c++) for (let b = j; b < j + nj; b++) mask.voxels.fill(1, i + 40 * (b + 30 * c), i + ni + 40 * (b + 30 * c));
  return mask;
}

const large = [[2, 2, 2], [10, 10, 5]] as const; // 1000 mm^3, r = 6.2 mm
const small = [[25, 5, 10], [3, 3, 2]] as const; // 36 mm^3, r = 2.05 mm

describe('detectLesions', () => {
  it('counts hits at any overlap and by intersection over union, and what touches nothing', () => {
    const prediction = boxes([[11, 11, 6], [3, 3, 2]], small, [[30, 20, 15], [4, 4, 2]]);
    const { lesions, falsePositives, predicted } = detectLesions({ reference: boxes(large, small), prediction });
    expect(lesions.map(({ overlapped }) => overlapped)).toEqual([true, true]);
    expect(lesions.map(({ bestIou }) => Number(bestIou.toFixed(4)))).toEqual([Number((1 / (500 + 18 - 1)).toFixed(4)), 1]);
    expect(lesions[0]!.radiusMm).toBeCloseTo(Math.cbrt(3000 / (4 * Math.PI)), 6);
    expect(falsePositives.map(({ volumeMm3 }) => volumeMm3)).toEqual([64]);
    expect(predicted).toBe(3);
  });

  it('tells corner neighbours apart unless told to join them', () => {
    const reference = boxes([[5, 5, 5], [2, 2, 2]], [[7, 7, 7], [2, 2, 2]]);
    expect(detectLesions({ reference, prediction: boxes() }).lesions).toHaveLength(2);
    expect(detectLesions({ reference, prediction: boxes() }, { connectivity: 26 }).lesions).toHaveLength(1);
  });

  it('does not let one large prediction count as a match by volume', () => {
    const { lesions } = detectLesions({ reference: boxes(small), prediction: boxes([[20, 0, 5], [15, 20, 12]]) });
    expect(lesions[0]).toMatchObject({ overlapped: true });
    expect(lesions[0]!.bestIou).toBeLessThan(0.1);
    expect(sensitivity(lesions)).toMatchObject({ atAnyOverlap: { share: 1 }, atIou: { share: 0 } });
  });

  it('bins by radius in mm, lower bound included', () => {
    const { lesions } = detectLesions({ reference: boxes(large, small), prediction: boxes(small) });
    expect(sensitivityByRadius(lesions).map(({ fromMm, atAnyOverlap: { count, total } }) => [fromMm, count, total])).toEqual([[0, 1, 1], [5, 0, 1], [10, 0, 0], [15, 0, 0], [20, 0, 0]]);
  });
});

describe('specificitySweep', () => {
  it('forgives findings too small to be lesions', () => {
    const quiet = detectLesions({ reference: boxes(), prediction: boxes() });
    const speck = detectLesions({ reference: boxes(), prediction: boxes(small) });
    const loud = detectLesions({ reference: boxes(), prediction: boxes(large, small) });
    const sweep = specificitySweep([quiet, speck, loud], [10, 38, 2000]);
    expect(sweep.map(({ specificity: { count, total }, falsePositives }) => [count, total, falsePositives])).toEqual([[1, 3, 3], [2, 3, 1], [3, 3, 0]]);
  });
});
