import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rotation, sheared } from '../../../test/support/arbitrary-geometry.ts';
import { crop } from '../volume/crop.ts';
import { ijkToLps, lpsToIjk, voxelCount, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import { measureLesions, measureNumberedLesions } from './measure.ts';

interface Ellipsoid { readonly centre: Vec3; readonly semiAxesMm: Vec3; readonly turn?: number; readonly hu: number }

const ORGAN_HU = 110;
const centreOf = (g: Geometry): Vec3 => ijkToLps(g, g.dimensions.map(n => (n - 1) / 2) as unknown as Vec3);

/** Grid of about 80 x 80 x 80 mm round a given centre. */
function grid(spacingMm: Vec3, direction: Geometry['direction'] = rotation([0, 0, 1], 0)): Geometry {
  const raw: Geometry = { dimensions: spacingMm.map(s => Math.round(80 / s)) as unknown as Vec3, spacingMm, originLps: [0, 0, 0], direction };
  const middle = centreOf(raw);
  return { ...raw, originLps: [-60 - middle[0], 35 - middle[1], 210 - middle[2]] };
}

/** Organ everywhere within 36 mm of the middle; ellipsoids (turned about the patient's long axis) of lesion inside it. */
function scene(geometry: Geometry, lesions: readonly Ellipsoid[]): { ct: Volume<Int16Array>; labelmap: Labelmap } {
  const middle = centreOf(geometry);
  const [columns, rows] = geometry.dimensions;
  const ct = new Int16Array(voxelCount(geometry)).fill(-90);
  const labels = new Uint8Array(ct.length);
  for (let v = 0; v < ct.length; v++) {
    const p = ijkToLps(geometry, [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))]);
    if (Math.hypot(p[0] - middle[0], p[1] - middle[1], p[2] - middle[2]) < 36) [labels[v], ct[v]] = [1, ORGAN_HU];
    for (const { centre, semiAxesMm, turn = 0, hu } of lesions) {
      const [x, y, z] = [p[0] - centre[0], p[1] - centre[1], p[2] - centre[2]];
      const u = x * Math.cos(turn) + y * Math.sin(turn);
      const w = y * Math.cos(turn) - x * Math.sin(turn);
      if (Math.hypot(u / semiAxesMm[0], w / semiAxesMm[1], z / semiAxesMm[2]) <= 1) [labels[v], ct[v]] = [2, hu + (v % 2 === 0 ? 5 : -5)];
    }
  }
  return { ct: makeVolume(geometry, ct), labelmap: makeVolume(geometry, labels) };
}

const values = { organValue: 1, lesionValue: 2 };

const grids: [string, Geometry, number][] = [
  ['anisotropic axial', grid([0.7, 0.9, 2]), 1],
  ['feet first, mirrored columns', grid([0.8, 0.8, 1.5], [-1, 0, 0, 0, 1, 0, 0, 0, -1]), 1],
  ['turned in its plane', grid([0.8, 0.8, 1.5], rotation([0, 0, 1], 0.4)), 1],
  ['tilted gantry', grid([0.8, 0.8, 1.5], sheared(rotation([1, 0, 0], 0), 0.25)), 1.5],
  ['stored as sagittal slices', grid([0.9, 1, 0.8], [0, 1, 0, 0, 0, 1, 1, 0, 0]), 1],
];

describe.each(grids)('measureLesions on a grid %s', (_, geometry, toleranceMm) => {
  const middle = centreOf(geometry);
  const ellipsoid: Ellipsoid = { centre: [middle[0] + 6, middle[1] - 9, middle[2] + 4], semiAxesMm: [14, 8, 10], turn: 0.6, hu: 60 };
  const findings = measureLesions({ ...scene(geometry, [ellipsoid]), ...values });

  it('measures an ellipsoid as its formula does', () => {
    expect(findings).toHaveLength(1);
    const [f] = findings;
    const ml = ((4 / 3) * Math.PI * 14 * 8 * 10) / 1000;
    expect(Math.abs(f!.volumeMl / ml - 1)).toBeLessThan(0.02);
    expect(f!.equivalentRadiusMm).toBeCloseTo(Math.cbrt(14 * 8 * 10), 0);
    expect(Math.abs(f!.longAxisMm - 28)).toBeLessThan(toleranceMm);
    expect(Math.abs(f!.shortAxisMm - 16)).toBeLessThan(toleranceMm);
  });

  it('says where it lies', () => {
    const [f] = findings;
    f!.centroidLps.forEach((v, a) => expect(Math.abs(v - ellipsoid.centre[a]!)).toBeLessThan(0.2));
    f!.sliceCentreLps.forEach((v, a) => expect(Math.abs(v - ellipsoid.centre[a]!)).toBeLessThan(1.5));
    const index = lpsToIjk(geometry, f!.sliceCentreLps);
    expect(index.some(v => Math.abs(v - Math.round(v)) < 1e-6)).toBe(true);
  });

  it('measures HU and contrast to the healthy organ', () => {
    const [f] = findings;
    expect(f!.meanHu).toBeCloseTo(60, 0);
    expect(f!.sdHu).toBeCloseTo(5, 0);
    expect(f!.contrastHu).toBeCloseTo(60 - ORGAN_HU, 0);
  });
});

describe('measureLesions', () => {
  const geometry = grid([1, 1, 2]);
  const middle = centreOf(geometry);
  const at = (dx: number, dz: number, r: number, hu: number): Ellipsoid => ({ centre: [middle[0] + dx, middle[1], middle[2] + dz], semiAxesMm: [r, r, r], hu });

  it('finds nothing in an organ without lesions, and in an empty map', () => {
    const healthy = scene(geometry, []);
    expect(measureLesions({ ...healthy, ...values })).toEqual([]);
    expect(measureLesions({ ...healthy, labelmap: makeVolume(geometry, new Uint8Array(voxelCount(geometry))), ...values })).toEqual([]);
  });

  it('lists lesions largest first and leaves out those below the smallest volume', () => {
    const three = scene(geometry, [at(-20, 0, 3, 40), at(10, 0, 9, 60), at(0, 24, 5, 80)]);
    const findings = measureLesions({ ...three, ...values });
    expect(findings.map(f => [f.index, Math.round(f.meanHu / 10) * 10])).toEqual([[1, 60], [2, 80], [3, 40]]);
    expect(measureLesions({ ...three, ...values, minVolumeMm3: 200 }).map(f => f.index)).toEqual([1, 2]);
    expect(measureLesions({ ...three, ...values, minVolumeMm3: 1e6 })).toEqual([]);
  });

  it('averages the probability over each lesion, from a whole map or a block of it', () => {
    const two = scene(geometry, [at(-15, 0, 4, 40), at(12, 0, 8, 60)]);
    const probability = makeVolume(geometry, Float32Array.from(two.labelmap.voxels, (v, n) => (v === 2 ? (n % geometry.dimensions[0] < 40 ? 0.9 : 0.6) : 0.2)));
    const whole = measureLesions({ ...two, ...values, probability });
    expect(whole.map(f => f.meanProbability!.toFixed(3))).toEqual(['0.600', '0.900']);
    const block = crop(probability, { low: [10, 20, 5], high: [70, 60, 35] });
    expect(measureLesions({ ...two, ...values, probability: block })).toEqual(whole);
    expect(measureLesions({ ...two, ...values })[0]).not.toHaveProperty('meanProbability');
  });

  it('compares with the surroundings where no organ is labelled', () => {
    const alone = scene(geometry, [at(0, 0, 6, 60)]);
    const labelmap = makeVolume(geometry, alone.labelmap.voxels.map(v => (v === 2 ? 2 : 0)));
    expect(measureLesions({ ...alone, labelmap, ...values })[0]!.contrastHu).toBeCloseTo(60 - ORGAN_HU, 0);
  });

  it('keeps changed tissue near the lesion out of the comparison', () => {
    const rimmed = scene(geometry, [at(0, 0, 8, 60)]);
    const halo = scene(geometry, [{ ...at(0, 0, 12, 300), semiAxesMm: [12, 12, 12] }]);
    rimmed.labelmap.voxels.forEach((v, n) => { if (v === 1 && halo.labelmap.voxels[n] === 2) rimmed.ct.voxels[n] = 300; });
    expect(measureLesions({ ...rimmed, ...values })[0]!.contrastHu).toBeCloseTo(60 - ORGAN_HU, 0);
  });

  it('gives one voxel the size of a voxel', () => {
    const labels = new Uint8Array(voxelCount(geometry));
    labels[40 + 80 * (41 + 80 * 7)] = 2;
    const [f] = measureLesions({ ct: scene(geometry, []).ct, labelmap: makeVolume(geometry, labels), ...values });
    expect([f!.longAxisMm, f!.shortAxisMm, f!.volumeMl, f!.sdHu]).toEqual([1, 1, 0.002, 0]);
    expect(f!.centroidLps).toEqual(ijkToLps(geometry, [40, 41, 7]));
  });

  it('refuses a CT and a label map of different grids', () => {
    const { ct, labelmap } = scene(geometry, []);
    expect(() => measureLesions({ ct: { ...ct, geometry: { ...geometry, originLps: [0, 0, 0] } }, labelmap, ...values })).toThrow(RangeError);
  });

  it('never gives a short axis longer than the long one, nor a long one shorter than the area needs', () => {
    const blob = fc.record({ dx: fc.integer({ min: -15, max: 15 }), a: fc.integer({ min: 4, max: 12 }), b: fc.integer({ min: 4, max: 12 }), turn: fc.double({ min: 0, max: 3, noNaN: true }) });
    fc.assert(fc.property(blob, ({ dx, a, b, turn }) => {
      const [f] = measureLesions({ ...scene(grid([2, 2, 4]), [{ centre: [-60 + dx, 35, 210], semiAxesMm: [a, b, 9], turn, hu: 30 }]), ...values });
      expect(f!.shortAxisMm).toBeLessThanOrEqual(f!.longAxisMm + 1e-9);
      // One 2 x 2 mm voxel, across its corners, may be lost at either end.
      expect(f!.longAxisMm).toBeGreaterThan(2 * Math.max(a, b) * 0.97 - 2 * Math.SQRT2 * 2);
      expect(f!.longAxisMm).toBeLessThan(2 * Math.max(a, b) + 2 * Math.SQRT2);
    }), { numRuns: 25 });
  });
});

describe('measureNumberedLesions', () => {
  const geometry = grid([1, 1, 2]);
  const middle = centreOf(geometry);
  const lesions: Ellipsoid[] = [
    { centre: [middle[0] - 12, middle[1], middle[2]], semiAxesMm: [5, 5, 6], hu: 40 },
    { centre: [middle[0] + 10, middle[1] + 4, middle[2] - 6], semiAxesMm: [9, 7, 8], hu: 70 },
  ];

  it('gives each value its finding, in the order of the values, as lesions that are told apart by their place have', () => {
    const { ct, labelmap } = scene(geometry, lesions);
    const numbered = makeVolume(geometry, labelmap.voxels.map((value, v) => (value === 2 ? (ijkToLps(geometry, [v % 80, Math.floor(v / 80) % 80, Math.floor(v / 6400)])[0] < middle[0] ? 2 : 3) : value)));
    const findings = measureNumberedLesions({ ct, labelmap: numbered, ...values });
    const bySize = measureLesions({ ct, labelmap, ...values });
    expect(findings.map(({ index }) => index)).toEqual([1, 2]);
    expect(findings).toEqual([{ ...bySize[1], index: 1 }, { ...bySize[0], index: 2 }]);
  });

  it('keeps lesions apart that touch, and measures one in two pieces as one', () => {
    const { ct } = scene(geometry, []);
    const labels = new Uint8Array(voxelCount(geometry)).fill(1);
    const at = (i: number, k: number) => i + 80 * (40 + 80 * k);
    [labels[at(30, 20)], labels[at(31, 20)], labels[at(50, 20)]] = [2, 3, 3];
    expect(measureNumberedLesions({ ct, labelmap: makeVolume(geometry, labels), ...values }).map(({ volumeMl }) => volumeMl)).toEqual([0.002, 0.004]);
    expect(measureNumberedLesions({ ct, labelmap: makeVolume(geometry, new Uint8Array(labels.length).fill(1)), ...values })).toEqual([]);
  });
});
