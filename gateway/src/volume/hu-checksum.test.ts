import { describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../test/phantoms/organ-phantom.ts';
import { huChecksum } from './hu-checksum.ts';
import { makeVolume } from './volume.ts';

describe('huChecksum', () => {
  const { ct } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
  const box = { low: [3, 4, 2], high: [40, 30, 12] } as const;

  it('is the same for whole and for real numbers, and sees one HU of difference, but only in the box', () => {
    const sum = huChecksum(ct, box);
    expect(sum).toMatch(/^[0-9a-f]{8}$/);
    expect(huChecksum(makeVolume(ct.geometry, Float32Array.from(ct.voxels)), box)).toBe(sum);
    const changed = ct.voxels.slice();
    const at = ([i, j, k]: readonly [number, number, number]) => i + ct.geometry.dimensions[0] * (j + ct.geometry.dimensions[1] * k);
    changed[at([2, 4, 2])]!++;
    expect(huChecksum({ ...ct, voxels: changed } as typeof ct, box)).toBe(sum);
    changed[at([39, 29, 11])]!++;
    expect(huChecksum({ ...ct, voxels: changed } as typeof ct, box)).not.toBe(sum);
  });
});
