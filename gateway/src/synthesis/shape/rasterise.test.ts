import { describe, expect, it } from 'vitest';
import { GRIDS } from '../../../../test/phantoms/organ-phantom.ts';
import { cropGeometry, growBox } from '../../volume/crop.ts';
import { ijkToLps, lpsToIjk, voxelCount, voxelVolumeMl, type Vec3 } from '../../volume/geometry.ts';
import { makeVolume } from '../../volume/volume.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { makeDraws } from '../draws.ts';
import { makeLesionShape } from './lesion-shape.ts';
import { rasterise } from './rasterise.ts';
import { turnMatrix } from '../frame/turn-matrix.ts';

const ball = (radiusMm: number) => makeLesionShape({ radiusMm, halfAxes: [1, 1, 1], turn: turnMatrix(0, 0, 0), elasticSigmaMm: 0, roughness: 0, draws: makeDraws({ seed: 1, stage: 'shape' }) });

describe.each(Object.entries(GRIDS))('rasterise on %s', (_, scan) => {
  const centreLps = [-30.3, 18.2, 241.7] as const;
  const middle = lpsToIjk(scan, centreLps).map(Math.round) as unknown as Vec3;
  const geometry = cropGeometry(scan, growBox({ low: middle, high: middle.map(v => v + 1) as unknown as Vec3 }, scan, 17));
  const everywhere = makeVolume(geometry, new Uint8Array(voxelCount(geometry)).fill(1));

  it('fills the exact volume with partial voxels at the surface alone', async () => {
    const radiusMm = 7;
    const { volumeShare, ...filled } = await rasterise(cpuKernels, { shape: ball(radiusMm), centreLps, organMask: everywhere });
    const occupancy = await cpuKernels.read(filled.occupancy);
    const volume = 1000 * voxelVolumeMl(geometry) * occupancy.reduce((a, b) => a + b, 0);
    expect(Math.abs(volume / ((4 / 3) * Math.PI * radiusMm ** 3) - 1)).toBeLessThan(0.005);
    expect(volumeShare).toBeCloseTo(1, 2);
    const [columns, rows] = geometry.dimensions;
    const slack = Math.hypot(...geometry.spacingMm) / 2 + 0.15;
    occupancy.forEach((share, at) => {
      const p = ijkToLps(geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]);
      const distance = Math.hypot(...p.map((v, a) => v - centreLps[a]!));
      if (share === 1 && distance > radiusMm + 0.3) throw new Error(`full at ${distance} mm`);
      if (share === 0 && distance < radiusMm - slack) throw new Error(`empty at ${distance} mm`);
      if (share > 0 && share < 1 && Math.abs(distance - radiusMm) > slack) throw new Error(`partial at ${distance} mm`);
    });
  });

  it('grows where a border cuts it, up to a limit, to keep its volume', async () => {
    const radiusMm = 9;
    const halfSpace = (offsetMm: number) =>
      makeVolume(geometry, everywhere.voxels.map((_, at) => {
        const [columns, rows] = geometry.dimensions;
        return ijkToLps(geometry, [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))])[0] < centreLps[0] + offsetMm ? 1 : 0;
      }));
    const slightly = await rasterise(cpuKernels, { shape: ball(radiusMm), centreLps, organMask: halfSpace(5) });
    expect(slightly.volumeShare).toBeCloseTo(1, 1);
    expect(slightly.levelMm).toBeGreaterThan(9.1);
    const half = await rasterise(cpuKernels, { shape: ball(radiusMm), centreLps, organMask: halfSpace(0) });
    expect(half.volumeShare).toBeGreaterThan(0.6);
    expect(half.volumeShare).toBeLessThan(0.95);
  });
});
