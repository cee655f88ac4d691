import { describe, expect, it } from 'vitest';
import { distanceMapMm } from '../../volume/distance-map.ts';
import { makeVolume } from '../../volume/volume.ts';
import { uniforms } from '../case-inputs.ts';
import { cpuKernels } from '../cpu.ts';
import { distanceMap } from './distance-map.ts';

const geometry = { dimensions: [23, 17, 9], spacingMm: [0.7, 1.3, 5], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
const count = 23 * 17 * 9;

describe('distanceMap', () => {
  it.each([0.001, 0.02, 0.5])('equals the map made with envelopes where %d of the voxels are set', async share => {
    const mask = Uint8Array.from(uniforms(count, { seed: 3 }), v => (v < share ? 1 : 0));
    expect(mask).toContain(1);
    const wanted = distanceMapMm(makeVolume(geometry, mask));
    const got = await cpuKernels.read(distanceMap(cpuKernels, { mask, ...geometry }));
    expect(Math.max(...got.map((mm, v) => Math.abs(mm - wanted[v]!)))).toBeLessThan(1e-4);
  });

  it('is far from everything where there is nothing', async () => {
    const got = await cpuKernels.read(distanceMap(cpuKernels, { mask: new Uint8Array(count), ...geometry }));
    expect(Math.min(...got)).toBeGreaterThan(1e14);
  });
});
