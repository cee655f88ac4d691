import { describe, expect, it } from 'vitest';
import { voxelCount, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume } from '../volume/volume.ts';
import { cleanOrgans } from './clean-organs.ts';
import type { ModelManifest } from './manifest.ts';

const geometry: Geometry = { dimensions: [40, 20, 16], spacingMm: [4, 4, 4], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const manifest = { labels: [null, { role: 'organ' }, { role: 'organ', pieces: 2 }] } as unknown as ModelManifest;
type Block = readonly [value: number, low: Vec3, high: Vec3];

/** What is left of the given blocks, read at the first voxel of each. */
function left(...blocks: readonly Block[]): number[] {
  const map = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
  const at = ([i, j, k]: Vec3) => i + 40 * (j + 20 * k);
  for (const [value, low, high] of blocks)
    for (let k = low[2]; k < high[2]; k++) for (let j = low[1]; j < high[1]; j++) for (let i = low[0]; i < high[0]; i++) map.voxels[at([i, j, k])] = value;
  cleanOrgans(map, manifest);
  return blocks.map(([, low]) => map.voxels[at(low)]!);
}

const liver: Block = [1, [2, 2, 2], [14, 14, 10]];

describe('cleanOrgans', () => {
  it('leaves organs that lie apart, however unlike in size', () => {
    expect(left(liver, [2, [30, 15, 3], [33, 18, 6]])).toEqual([1, 2]);
  });

  it('takes out what lies apart from an organ of one piece', () => {
    expect(left(liver, [1, [30, 2, 2], [38, 10, 10]])).toEqual([1, 0]);
  });

  it('keeps both of a pair, and no third', () => {
    expect(left([2, [0, 0, 0], [5, 5, 5]], [2, [20, 0, 0], [24, 5, 5]], [2, [30, 0, 0], [33, 5, 5]])).toEqual([2, 2, 0]);
  });

  it('takes a speck for no kidney where there is one kidney only', () => {
    expect(left([2, [0, 0, 0], [5, 5, 5]], [2, [20, 0, 0], [22, 2, 2]])).toEqual([2, 0]);
  });
});
