import { describe, expect, it } from 'vitest';
import { boundingBox, crop } from '../../volume/crop.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import { makeVolume, type Volume } from '../../volume/volume.ts';
import { makeDraws } from '../draws.ts';
import { elasticEllipsoid, type ElasticEllipsoid } from './elastic-ellipsoid.ts';
import { elasticPlanes } from './elastic-planes.ts';
import { measureShape } from '../realism/shape-measures.ts';
import { SIZE_CLASSES, type SizeClass } from '../plan/size-classes.ts';

/** A lesion of a class as the released code draws it: whole half axes; whole elastic SDs but for the smallest class. */
function draw({ name, halfAxisMm: [low, high], elasticSigmaMm: [least, most] }: SizeClass, seed: number) {
  const draws = makeDraws({ seed, stage: 'shape' });
  const axis = (n: number) => low + draws.integer(`axis ${n}`, high - low + 1);
  const sigmaMm = name === 'tiny' ? draws.uniform('sigma', least, most) : least + draws.integer('sigma', most - least + 1);
  return { halfAxesMm: [axis(0), axis(1), axis(2)] as const, sigmaMm, draws };
}

/** The same as the released code makes it of voxels: each deformation takes the nearest voxel of the one before, within a box of four half axes. */
function ofVoxels(sizeClass: SizeClass, seed: number, voxelMm: number): Volume<Uint8Array> {
  const drawn = draw(sizeClass, seed);
  const passes = elasticPlanes(drawn);
  const half = drawn.halfAxesMm.map(v => Math.round((2 * v) / voxelMm)) as unknown as Vec3;
  const dimensions = half.map(n => 2 * n + 1) as unknown as Vec3;
  const place = new Float64Array(3);
  const [columns, rows] = dimensions;
  const voxels = new Uint8Array(columns * rows * dimensions[2]);
  for (let at = 0; at < voxels.length; at++) {
    place.set([at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))]);
    for (let axis = 0; axis < 3; axis++) place[axis] = (place[axis]! - half[axis]!) * voxelMm;
    for (const pass of passes) {
      pass(place);
      for (let axis = 0; axis < 3; axis++) place[axis] = Math.round(place[axis]! / voxelMm) * voxelMm;
    }
    voxels[at] = drawn.halfAxesMm.reduce((sum, axisMm, axis) => sum + (place[axis]! / axisMm) ** 2, 0) < 1 ? 1 : 0;
  }
  const whole = makeVolume({ ...GRID, dimensions, spacingMm: [voxelMm, voxelMm, voxelMm] }, voxels);
  return crop(whole, boundingBox(whole)!);
}

const GRID = { originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;

function measure({ shape: { lattice: { count, stepMm, originMm }, values, levelMm } }: ElasticEllipsoid) {
  const geometry = { ...GRID, dimensions: [count, count, count], spacingMm: [stepMm, stepMm, stepMm], originLps: originMm } as const;
  return measureShape(makeVolume(geometry, Uint8Array.from(values, value => (value < levelMm ? 1 : 0))));
}

const quantile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.floor(share * values.length)]!;

describe('elasticPlanes', () => {
  it.each([
    ['tiny', 1, 3.8, 0.91],
    ['small', 1, 7.9, 0.89],
    ['medium', 2, 15.2, 0.84],
    ['large', 4, 31, 0.88],
  ])('makes of a %s ellipsoid of %s mm voxels what the released code does: median radius %s mm, sphericity %s', (name, voxelMm, radiusMm, sphericity) => {
    const sizeClass = SIZE_CLASSES.find(each => each.name === name)!;
    const found = Array.from({ length: 200 }, (_, seed) => measureShape(ofVoxels(sizeClass, seed, voxelMm)));
    const radii = found.map(each => each.equivalentRadiusMm);
    const forms = found.map(each => each.sphericity);
    expect(Math.abs(quantile(radii, 0.5) / radiusMm - 1), `radius ${quantile(radii, 0.5)}`).toBeLessThan(0.05);
    expect(Math.abs(quantile(forms, 0.5) / sphericity - 1), `sphericity ${quantile(forms, 0.5)}`).toBeLessThan(0.05);
  });
});

describe('elasticEllipsoid', () => {
  it('has the radius asked for, about the centre asked for, where the volume is to be exact', () => {
    for (const sizeClass of SIZE_CLASSES)
      for (let seed = 0; seed < 20; seed++) {
        const { equivalentRadiusMm, centroidLps } = measure(elasticEllipsoid({ ...draw(sizeClass, seed), radiusMm: sizeClass.radiusMm, exactVolume: true }));
        expect(Math.abs(equivalentRadiusMm / sizeClass.radiusMm - 1)).toBeLessThan(0.01);
        expect(Math.hypot(...centroidLps)).toBeLessThan(0.03 * sizeClass.radiusMm);
      }
  });

  it.each([
    ['tiny', 3.8],
    ['small', 7.9],
    ['medium', 15.2],
    ['large', 31],
  ])('leaves a %s one as the bending does where the volume is left alone: median radius %s mm, off its site', (name, radiusMm) => {
    const sizeClass = SIZE_CLASSES.find(each => each.name === name)!;
    const made = Array.from({ length: 100 }, (_, seed) => elasticEllipsoid({ ...draw(sizeClass, seed), radiusMm: sizeClass.radiusMm, exactVolume: false }));
    const found = made.map(measure);
    const radii = found.map(each => each.equivalentRadiusMm);
    expect(Math.abs(quantile(radii, 0.5) / radiusMm - 1), `radius ${quantile(radii, 0.5)}`).toBeLessThan(0.06);
    expect(quantile(radii, 0.95) / quantile(radii, 0.05)).toBeGreaterThan(1.15);
    made.forEach(({ shape }, n) => expect(Math.abs(shape.radiusMm / radii[n]! - 1)).toBeLessThan(0.02));
    expect(quantile(found.map(({ centroidLps }) => Math.hypot(...centroidLps)), 0.9)).toBeGreaterThan(0.04 * radiusMm);
  });

  it('stays within its room, with less deformation where it must', () => {
    const options = { radiusMm: 10, halfAxesMm: [12.5, 7.5, 12.5], sigmaMm: 8, exactVolume: true, draws: makeDraws({ seed: 3, stage: 'shape' }) } as const;
    const { shape, sigmaMm } = elasticEllipsoid(options);
    expect(shape.reachMm).toBeLessThanOrEqual(17.5);
    expect(sigmaMm).toBeLessThan(8);
  });
});
