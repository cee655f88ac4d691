import { describe, expect, it } from 'vitest';
import { boundingBox, crop } from '../volume/crop.ts';
import { maskOf } from '../volume/mask-of.ts';
import { voxelCount, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume } from '../volume/volume.ts';
import { dropFaintLesions } from './drop-faint-lesions.ts';
import type { ModelManifest } from './manifest.ts';

const geometry: Geometry = { dimensions: [40, 30, 20], spacingMm: [1, 2, 5], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const manifest = (lesionCore?: ModelManifest['lesionCore']) => ({ labels: [null, { role: 'organ' }, { role: 'lesion' }], ...(lesionCore ? { lesionCore } : {}) }) as unknown as ModelManifest;
const offset = ([i, j, k]: Vec3) => i + 40 * (j + 30 * k);

/** Lesions of 5 x 4 x 5 voxels at these places, so many voxels of each with p = 0.95, the others with 0.6; their values after the rule. */
function left(lesions: readonly (readonly [low: Vec3, sure: number])[], lesionCore?: ModelManifest['lesionCore']): number[] {
  const labelmap = makeVolume(geometry, new Uint8Array(voxelCount(geometry)).fill(1));
  const p = makeVolume(geometry, new Float32Array(voxelCount(geometry)));
  for (const [[i, j, k], sure] of lesions)
    for (let n = 0; n < 100; n++) {
      const at = offset([i + (n % 5), j + (Math.floor(n / 5) % 4), k + Math.floor(n / 20)]);
      labelmap.voxels[at] = 2;
      p.voxels[at] = n < sure ? 0.95 : 0.6;
    }
  const isLeft = dropFaintLesions(labelmap, crop(p, boundingBox(maskOf(labelmap, value => value === 2))!), manifest(lesionCore));
  expect(isLeft).toBe(labelmap.voxels.includes(2));
  return lesions.map(([low]) => labelmap.voxels[offset(low)]!);
}

describe('dropFaintLesions', () => {
  const core = { probability: 0.93, share: 0.1 };

  it('keeps a lesion of which the share asked for is sure, and gives the others back to the organ', () => {
    expect(left([[[3, 4, 5], 10], [[12, 15, 9], 9], [[25, 8, 2], 0], [[30, 20, 12], 100]], core)).toEqual([2, 1, 1, 2]);
  });

  it('judges touching voxels together, and nothing where the manifest asks for nothing', () => {
    expect(left([[[3, 4, 5], 20], [[8, 4, 5], 0]], core)).toEqual([2, 2]);
    expect(left([[[3, 4, 5], 0]])).toEqual([2]);
    expect(left([[[3, 4, 5], 0]], core)).toEqual([1]);
  });

  it('refuses a probability of another block', () => {
    const labelmap = makeVolume(geometry, new Uint8Array(voxelCount(geometry)).fill(2, 100, 200));
    expect(() => dropFaintLesions(labelmap, makeVolume(geometry, new Float32Array(voxelCount(geometry))), manifest(core))).toThrow(RangeError);
  });
});
