import { describe, expect, it } from 'vitest';
import { liver } from '../../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../../kernels/cpu.ts';
import { ijkToLps, type Geometry } from '../../../volume/geometry.ts';
import { makeVolume } from '../../../volume/volume.ts';
import { checkParameters } from '../../parameters.ts';
import { paper } from '../paper.ts';
import { repo } from '../repo.ts';

const STATISTICS = { meanHu: 110, sdHu: 20, noiseSdHu: 18, vesselThresholdHu: 150, vesselFraction: 0.02, volumeMl: 1500 };
const [CO, SI] = [Math.cos(0.4), Math.sin(0.4)];
const GRIDS: Readonly<Record<string, Geometry>> = {
  straight: { dimensions: [70, 66, 60], spacingMm: [0.9, 0.9, 1], originLps: [4, -3, 8], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  turned: { dimensions: [70, 70, 24], spacingMm: [0.9, 0.9, 3], originLps: [0, 0, 0], direction: [CO, SI, 0, -SI, CO, 0, 0, 0, -1] },
};

describe.each([paper, repo])('$name', generator => {
  it.each(Object.entries(GRIDS))('works in a box that all of its changes lie well within, on a %s grid', async (_, geometry) => {
    const count = geometry.dimensions[0] * geometry.dimensions[1] * geometry.dimensions[2];
    const ct = makeVolume(geometry, Int16Array.from({ length: count }, (_unused, v) => 90 + ((7919 * v) % 41)));
    const organMask = makeVolume(geometry, Uint8Array.from({ length: count }, (_unused, v) => (v % geometry.dimensions[0] > 20 ? 1 : 0)));
    const centreLps = ijkToLps(geometry, geometry.dimensions.map(n => n / 2) as unknown as readonly [number, number, number]);
    for (const seed of [1, 2, 3, 4]) {
      const lesion = { centreLps, radiusMm: 9, kind: liver.lesionKinds[0], phase: 'venous', parameters: checkParameters(generator, {}), seed } as const;
      const { box, deltaHu: { geometry: { dimensions: [columns, rows, slices] }, voxels } } = await generator.generate({ ct, organMask, organ: liver, statistics: STATISTICS, lesion }, { signal: new AbortController().signal, kernels: cpuKernels });
      expect(columns * rows * slices).toBeLessThan(count);
      const isFace = (n: number, low: number, high: number, of: number) => (n === 0 && low > 0) || (n === high - low - 1 && high < of);
      let atFaces = 0;
      voxels.forEach((hu, v) => {
        const at = [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))];
        if (at.some((n, axis) => isFace(n, box!.low[axis]!, box!.high[axis]!, geometry.dimensions[axis]!))) atFaces = Math.max(atFaces, Math.abs(hu));
      });
      expect(atFaces).toBe(0);
      expect(voxels.some(hu => Math.abs(hu) > 15)).toBe(true);
    }
  });
});
