import { describe, expect, it } from 'vitest';
import { voxelCount, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume } from '../volume/volume.ts';
import { dropOutlyingLesions, type OutlyingRule } from './drop-outlying-lesions.ts';

const geometry: Geometry = { dimensions: [40, 30, 20], spacingMm: [1, 2, 5], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const ORGAN = 3;
const LESION = 7;

type Block = readonly [value: number, low: Vec3, high: Vec3];

/** Value at the first voxel of the last block, after the rule. */
function left(rule: number | Pick<OutlyingRule, 'minOrganContact' | 'flat'>, ...blocks: readonly Block[]): number {
  const map = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
  const at = ([i, j, k]: Vec3) => i + 40 * (j + 30 * k);
  for (const [value, low, high] of blocks)
    for (let k = low[2]; k < high[2]; k++) for (let j = low[1]; j < high[1]; j++) for (let i = low[0]; i < high[0]; i++) map.voxels[at([i, j, k])] = value;
  dropOutlyingLesions(map, { isLesion: value => value === LESION, isOrgan: value => value === ORGAN, ...(typeof rule === 'number' ? { minOrganContact: rule } : rule) });
  return map.voxels[at(blocks.at(-1)![1])]!;
}

const organ: Block = [ORGAN, [4, 4, 4], [24, 24, 16]];

describe('dropOutlyingLesions', () => {
  it('keeps a lesion in the organ and drops one that only touches it', () => {
    expect(left(0.99, organ, [LESION, [8, 8, 8], [12, 12, 10]])).toBe(LESION);
    expect(left(0.4, organ, [LESION, [24, 8, 8], [28, 12, 10]])).toBe(0);
    expect(left(0, organ, [LESION, [30, 8, 8], [34, 12, 10]])).toBe(LESION);
  });

  it('weighs faces by their area', () => {
    // 4 x 4 x 2 voxels of 1 x 2 x 5 mm; of its six faces only i (2 x 80 mm2), j (2 x 40), k (2 x 32) count: one i face is 80 of 304.
    const lesion: Block = [LESION, [24, 8, 8], [28, 12, 10]];
    expect(left(80 / 304 - 0.001, organ, lesion)).toBe(LESION);
    expect(left(80 / 304 + 0.001, organ, lesion)).toBe(0);
  });

  it('does not count faces at the end of the grid', () => {
    const organAtEnd: Block = [ORGAN, [0, 4, 4], [24, 24, 16]];
    expect(left(0.99, organAtEnd, [LESION, [0, 8, 8], [4, 12, 10]])).toBe(LESION);
  });

  it('keeps very large lesions', () => {
    // 14 x 20 x 18 voxels = 50.4 ml; one slice less is 47.6 ml.
    expect(left(0.9, [LESION, [4, 4, 0], [18, 24, 18]])).toBe(LESION);
    expect(left(0.9, [LESION, [4, 4, 0], [18, 24, 17]])).toBe(0);
  });

  it('asks more contact of flat lesions', () => {
    const rule = { minOrganContact: 0.05, flat: [{ elongation: 0.5, minOrganContact: 0.9 }] };
    // 10 x 6 mm high and 2, 4 or 10 mm thick, at the organ's right face: 0.2, 0.4 and 0.6 of their longest side.
    const beside = (columns: number): Block => [LESION, [24, 8, 8], [24 + columns, 13, 10]];
    expect([2, 4, 10].map(columns => left(rule, organ, beside(columns)))).toEqual([0, 0, LESION]);
    expect(left(rule, organ, [LESION, [8, 8, 8], [10, 13, 10]])).toBe(LESION);
    expect(left({ minOrganContact: 0.05 }, organ, beside(2))).toBe(LESION);
    // Of 0.2 and 0.4 ml: from 0.3 ml on.
    const large = { ...rule, flat: [{ ...rule.flat[0]!, fromMm3: 300 }] };
    expect([2, 4].map(columns => left(large, organ, beside(columns)))).toEqual([LESION, 0]);
    const both = { ...rule, flat: [...large.flat, { elongation: 0.5, minOrganContact: 0.1 }] };
    expect([2, 4, 10].map(columns => left(both, organ, beside(columns)))).toEqual([LESION, 0, LESION]); // the strictest of those that apply
  });
});
