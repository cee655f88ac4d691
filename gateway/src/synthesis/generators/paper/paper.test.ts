import { describe, expect, it } from 'vitest';
import { liver } from '../../../anatomy/organs/liver.ts';
import { cpuKernels } from '../../../kernels/cpu.ts';
import type { Geometry, Vec3 } from '../../../volume/geometry.ts';
import { makeVolume } from '../../../volume/volume.ts';
import { generateInto } from '../../generate-into.ts';
import type { OrganStatistics } from '../../survey/statistics.ts';
import { paper } from '../paper.ts';

/** A cube of even liver in which every voxel is organ. */
function evenLiver(spacingMm: Vec3, sideMm: number) {
  const dimensions = spacingMm.map(s => 2 * Math.ceil(sideMm / (2 * s)) + 1) as unknown as Vec3;
  const originLps = dimensions.map((n, axis) => -((n - 1) / 2) * spacingMm[axis]!) as unknown as Vec3;
  const geometry: Geometry = { dimensions, spacingMm, originLps, direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const count = dimensions[0] * dimensions[1] * dimensions[2];
  return { ct: makeVolume(geometry, new Float32Array(count).fill(110)), organMask: makeVolume(geometry, new Uint8Array(count).fill(1)) };
}

const STATISTICS: OrganStatistics = { meanHu: 110, sdHu: 20, noiseSdHu: 18, vesselThresholdHu: 150, vesselFraction: 0.02, volumeMl: 1500 };
const BALL = { halfAxisA: 1, halfAxisB: 1, halfAxisC: 1, deformation: 0 };
const PLAIN = { ...BALL, massEffect: 0, capsuleHu: 0 };

interface Wish {
  readonly spacingMm?: Vec3;
  readonly radiusMm?: number;
  readonly seed?: number;
  readonly statistics?: Partial<OrganStatistics>;
}

async function make(parameters: Readonly<Record<string, unknown>>, { spacingMm = [1, 1, 1], radiusMm = 12, seed = 3, statistics = {} }: Wish = {}) {
  const { ct, organMask } = evenLiver(spacingMm, 5 * radiusMm);
  const lesion = { centreLps: [0, 0, 0], radiusMm, kind: liver.lesionKinds[0], phase: 'venous', parameters, seed } as const;
  const { generated } = await generateInto({ ct, organMask, organ: liver, statistics: { ...STATISTICS, ...statistics }, generator: paper, lesion }, { signal: new AbortController().signal, kernels: cpuKernels });
  return generated;
}

type Made = Awaited<ReturnType<typeof make>>;

/** Mean and SD of what was added, over voxels deeper than `depthMm` in the ball. */
function core({ deltaHu: { geometry: { dimensions: [columns, rows, slices], spacingMm }, voxels } }: Made, withinMm: number) {
  let [n, sum, squares] = [0, 0, 0];
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, at++) {
        const p = [i - (columns - 1) / 2, j - (rows - 1) / 2, k - (slices - 1) / 2].map((v, axis) => v * spacingMm[axis]!);
        if (Math.hypot(...p) > withinMm) continue;
        n++;
        sum += voxels[at]!;
        squares += voxels[at]! ** 2;
      }
  return { mean: sum / n, sd: Math.sqrt(squares / n - (sum / n) ** 2) };
}

/** Highest value along the row through the middle. */
function crest({ deltaHu: { geometry: { dimensions: [columns, rows, slices] }, voxels } }: Made): number {
  const start = columns * ((rows - 1) / 2 + rows * ((slices - 1) / 2));
  return Math.max(...voxels.subarray(start, start + columns));
}

const radiusOf = ({ occupancy: { geometry: { spacingMm: [a, b, c] }, voxels } }: Made) => Math.cbrt((3 * voxels.reduce((x, y) => x + y, 0) * a * b * c) / (4 * Math.PI));

describe('paper', () => {
  it.each([
    [1.1, 0.362],
    [1.3, 0.428],
    [1.5, 0.488],
  ])('upscaled by %s keeps %s of the texture\'s SD, as published, and all of it when asked', async (textureZoom, share) => {
    const wish = { radiusMm: 18 };
    const plain = core(await make({ ...PLAIN, textureZoom, meanHu: 60 }, wish), 14);
    expect(plain.sd / (share * 20)).toBeGreaterThan(0.95);
    expect(plain.sd / (share * 20)).toBeLessThan(1.05);
    expect(Math.abs(plain.mean + 50)).toBeLessThan(0.5);
    const restored = core(await make({ ...PLAIN, textureZoom, meanHu: 60, restandardise: true }, wish), 14);
    expect(Math.abs(restored.sd - 20)).toBeLessThan(0.8);
  });

  it.each([
    [0.6, 27.5],
    [0.9, 40.6],
    [1.2, 52.8],
  ])('with an edge blur of %s mm has a capsule of %s HU', async (edgeSigmaMm, crestHu) => {
    const parameters = { ...PLAIN, edgeSigmaMm, capsuleHu: 120, contrastHu: 0, textureSdHu: 0 };
    const fine = crest(await make(parameters, { spacingMm: [0.2, 0.4, 0.4], radiusMm: 9 }));
    expect(Math.abs(fine / crestHu - 1), `crest ${fine}`).toBeLessThan(0.1);
    const coarse = crest(await make(parameters, { spacingMm: [0.8, 0.8, 2.5], radiusMm: 9 }));
    expect(coarse / crestHu).toBeGreaterThan(0.6);
    expect(coarse / crestHu).toBeLessThan(1.4); // a bare threshold gives a third to twice of it
  });

  it('grows by its mass effect as eq. 5 says where the size is left alone, and not where it is to be exact', async () => {
    for (const [massReachRadii, growth] of [[1.3, 1.01466], [1.8, 1.05429]] as const) {
      const free = await make({ ...BALL, massReachRadii, exactVolume: false, capsuleHu: 0 }, { radiusMm: 16 });
      expect(radiusOf(free) / 16 / growth).toBeCloseTo(1, 2);
      const exact = await make({ ...BALL, massReachRadii, capsuleHu: 0 }, { radiusMm: 16 });
      expect(Math.abs(radiusOf(exact) / 16 - 1)).toBeLessThan(0.008);
    }
  });

  it('draws its HU between 30 and 10 below the parenchyma, and says when there is nothing between', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const { provenance, warnings } = await make({}, { radiusMm: 4, seed, spacingMm: [1, 1, 4] });
      const { contrastHu } = provenance as { contrastHu: number };
      expect(110 + contrastHu).toBeGreaterThan(30);
      expect(contrastHu).toBeLessThan(-10);
      expect(warnings).toEqual([]);
    }
    const fatty = await make({}, { radiusMm: 4, statistics: { meanHu: 38 } });
    expect(fatty.warnings.map(({ code }) => code)).toEqual(['contrast/empty-interval']);
    expect(fatty.provenance['contrastHu']).toBeLessThan(-10);
    expect(fatty.provenance['contrastHu']).toBeGreaterThan(-40);
  });

  it('labels where half is opaque when the size is left alone', async () => {
    const { label, provenance } = await make({ exactVolume: false }, { radiusMm: 10, seed: 5 });
    const voxels = label.voxels.reduce((a, b) => a + b, 0);
    const { drawnRadiusMm } = provenance as { drawnRadiusMm: number };
    expect(Math.abs(drawnRadiusMm / 10 - 1)).toBeGreaterThan(0.005);
    expect(Math.cbrt((3 * voxels) / (4 * Math.PI)) / drawnRadiusMm).toBeCloseTo(1, 1);
  });

  it.each([0, 0.3])('with a mass effect of %s changes nothing of an even organ but where its capsule is bright', async massEffect => {
    for (const spacingMm of [[1, 1, 1], [0.7, 0.7, 3]] as const) {
      const { deltaHu: { voxels } } = await make({ massEffect, edgeSigmaMm: 0.6, contrastHu: 0, textureSdHu: 0 }, { spacingMm });
      expect(voxels.reduce((least, hu) => Math.min(least, hu), 0)).toBeGreaterThan(-1e-3);
      expect(voxels.reduce((most, hu) => Math.max(most, hu), 0)).toBeGreaterThan(10);
    }
  });

  it('takes the contrast in one form only', async () => {
    await expect(make({ contrastHu: -30, meanHu: 70 })).rejects.toMatchObject({ code: 'generator/invalid-parameters' });
  });
});
