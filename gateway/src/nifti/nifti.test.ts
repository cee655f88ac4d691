import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonWith, runPython } from '../../../test/support/python.ts';
import { arbitraryGeometry } from '../../../test/support/arbitrary-geometry.ts';
import { sharedData } from '../../../test/support/shared-data.ts';
import { GatewayError } from '../errors.ts';
import { ijkToLps, sameGrid, voxelCount, type Geometry } from '../volume/geometry.ts';
import { makeVolume, type Voxels } from '../volume/volume.ts';
import { readNiftiLabelmap } from './read-labelmap.ts';
import { readNifti } from './read.ts';
import { writeNifti } from './write.ts';

const geometry: Geometry = { dimensions: [3, 4, 5], spacingMm: [0.7, 0.8, 2.5], originLps: [-120, 80, 30], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
const numbered = makeVolume(geometry, Int16Array.from({ length: 60 }, (_, v) => v * 17 - 500));
const codeOf = (act: () => unknown) => {
  try { act(); } catch (error) { return error instanceof GatewayError ? error.code : String(error); }
  return 'nothing thrown';
};

/** The written file with some header bytes changed. */
function altered(change: (header: DataView) => void, volume: Parameters<typeof writeNifti>[0] = numbered): Uint8Array {
  const bytes = writeNifti(volume);
  change(new DataView(bytes.buffer));
  return bytes;
}

const arbitraryVolume = arbitraryGeometry().chain(grid => {
  const count = voxelCount(grid);
  const ints = (min: number, max: number) => fc.array(fc.integer({ min, max }), { minLength: count, maxLength: count });
  const voxels: fc.Arbitrary<Voxels> = fc.oneof(ints(0, 255).map(v => Uint8Array.from(v)), ints(-32768, 32767).map(v => Int16Array.from(v)), ints(-9999, 9999).map(v => Float32Array.from(v, x => x + 0.25)));
  return voxels.map(v => makeVolume(grid, v));
});

describe('writeNifti and readNifti', () => {
  it('keep voxels, type and place on any grid, compressed or not', () => {
    fc.assert(fc.property(arbitraryVolume, fc.boolean(), (volume, gzip) => {
      const back = readNifti(writeNifti(volume, { gzip }));
      expect(back.voxels).toEqual(volume.voxels);
      expect(sameGrid(back.geometry, volume.geometry, 2e-3)).toBe(true);
    }));
  });

  it('say the same in the qform as in the sform', () => {
    fc.assert(fc.property(fc.oneof(arbitraryGeometry({ kind: 'aligned' }), arbitraryGeometry({ kind: 'oblique' })), grid => {
      const volume = makeVolume(grid, new Uint8Array(voxelCount(grid)));
      const qformOnly = readNifti(altered(h => h.setInt16(254, 0, true), volume));
      // Single-precision quaternions near a half turn are good to 3e-4 only.
      expect(sameGrid(qformOnly.geometry, grid, 0.1)).toBe(true);
    }));
  });

  it('write no qform for a sheared grid, which a qform cannot hold', () => {
    const grid = fc.sample(arbitraryGeometry({ kind: 'sheared' }), 1)[0]!;
    const header = new DataView(writeNifti(makeVolume(grid, new Uint8Array(voxelCount(grid)))).buffer);
    expect([header.getInt16(252, true), header.getInt16(254, true)]).toEqual([0, 1]);
  });

  it('put LPS positions into RAS', () => {
    const header = new DataView(writeNifti(numbered).buffer);
    const row = (at: number) => [0, 4, 8, 12].map(n => Math.round(header.getFloat32(at + n, true) * 1e4) / 1e4);
    expect(row(280).map(v => v + 0)).toEqual([-0.7, 0, 0, 120]);
    expect(row(296).map(v => v + 0)).toEqual([0, -0.8, 0, -80]);
    expect(row(312).map(v => v + 0)).toEqual([0, 0, 2.5, 30]);
    expect(header.getUint8(123)).toBe(2);
  });
});

describe('readNifti', () => {
  it('applies slope and intercept', () => {
    const scaled = altered(h => { h.setFloat32(112, 2, true); h.setFloat32(116, -1024, true); });
    expect(readNifti(scaled).voxels).toEqual(Int16Array.from(numbered.voxels, v => 2 * v - 1024));
    const fractional = altered(h => h.setFloat32(112, 0.5, true));
    expect(readNifti(fractional).voxels).toEqual(Float32Array.from(numbered.voxels, v => v / 2));
    const unscaled = altered(h => { h.setFloat32(112, 0, true); h.setFloat32(116, 7, true); });
    expect(readNifti(unscaled).voxels).toEqual(numbered.voxels);
  });

  it('prefers the sform even where the qform code is higher', () => {
    const bytes = altered(h => { h.setInt16(252, 2, true); h.setFloat32(268, 999, true); });
    expect(sameGrid(readNifti(bytes).geometry, geometry)).toBe(true);
  });

  it('turns metres and micrometres into mm', () => {
    const shrunk = (factor: number, unit: number) => altered(h => {
      for (let at = 280; at < 328; at += 4) h.setFloat32(at, h.getFloat32(at, true) * factor, true);
      h.setUint8(123, unit);
    });
    expect(sameGrid(readNifti(shrunk(1e-3, 1)).geometry, geometry)).toBe(true);
    expect(sameGrid(readNifti(shrunk(1e3, 3)).geometry, geometry)).toBe(true);
  });

  it('reads big-endian files and NIfTI-2', () => {
    expect(readNifti(bigEndian()).voxels).toEqual(numbered.voxels);
    expect(sameGrid(readNifti(bigEndian()).geometry, geometry)).toBe(true);
    for (const how of ['sform', 'qform'] as const) {
      const second = readNifti(nifti2(how));
      expect(second.voxels).toEqual(Float32Array.from(numbered.voxels, v => v + 0.5));
      expect(sameGrid(second.geometry, { ...geometry, direction: how === 'sform' ? geometry.direction : [-1, 0, 0, 0, -1, 0, 0, 0, 1] })).toBe(true);
    }
  });

  it('refuses files without a place', () => {
    expect(codeOf(() => readNifti(altered(h => { h.setInt16(252, 0, true); h.setInt16(254, 0, true); })))).toBe('nifti/no-geometry');
    expect(codeOf(() => readNifti(altered(h => { for (let at = 280; at < 296; at += 4) h.setFloat32(at, 0, true); })))).toBe('nifti/no-geometry');
    expect(codeOf(() => readNifti(altered(h => h.setFloat32(280, Number.NaN, true))))).toBe('nifti/no-geometry');
  });

  it.each([
    ['another kind of file', () => new TextEncoder().encode('not a nifti file')],
    ['an empty file', () => new Uint8Array()],
    ['a cut-off file', () => writeNifti(numbered).subarray(0, 400)],
    ['a damaged gzip stream', () => writeNifti(numbered, { gzip: true }).subarray(0, 60)],
    ['half of a pair', () => altered(h => h.setUint8(345, 0x69))],
    ['a series of volumes', () => altered(h => { h.setInt16(40, 4, true); h.setInt16(48, 2, true); })],
    ['negative sizes', () => altered(h => h.setInt16(42, -3, true))],
    ['colour voxels', () => altered(h => h.setInt16(70, 128, true))],
    ['a voxel offset inside the header', () => altered(h => h.setFloat32(108, 12, true))],
    ['a voxel that is not a number', () => altered(h => h.setFloat32(352, Number.NaN, true), makeVolume(geometry, new Float32Array(60)))],
  ])('refuses %s', (_, bytes) => {
    expect(codeOf(() => readNifti(bytes()))).toBe('nifti/unreadable');
  });

  it('stops a file that swells beyond the cap', () => {
    const bomb = gzipSync(new Uint8Array(5_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    expect(codeOf(() => readNifti(bomb, { maxBytes: 1_000_000 }))).toBe('nifti/unreadable');
  });

  it('places a real CT as its own description says', ctx => {
    const folder = sharedData('ts_trunk_3mm');
    if (!folder) return ctx.skip('no shared test data beside this checkout');
    const ct = readNifti(readFileSync(join(folder, 'image.nii.gz')));
    const labels = readNiftiLabelmap(readFileSync(join(folder, 'labels_totalseg_v2.nii.gz')));
    expect(sameGrid(ct.geometry, labels.geometry, 0.01)).toBe(true);
    const liver = labels.voxels.reduce((sum, v, at) => (v === 5 ? [sum[0]! + 1, sum[1]! + ct.voxels[at]!] : sum), [0, 0]);
    expect(liver[0]).toBeGreaterThan(1000);
    expect(liver[1]! / liver[0]!).toBeGreaterThan(30);
    expect(liver[1]! / liver[0]!).toBeLessThan(180);
    const [x, y, z] = ijkToLps(ct.geometry, [0, 0, 0]);
    expect([x, y, z].every(Number.isFinite)).toBe(true);
  });
});

describe('readNiftiLabelmap', () => {
  it('takes labels in any type and refuses images', () => {
    const labels = makeVolume(geometry, Float32Array.from({ length: 60 }, (_, v) => v % 3));
    expect(readNiftiLabelmap(writeNifti(labels)).voxels).toEqual(Uint8Array.from(labels.voxels));
    expect(codeOf(() => readNiftiLabelmap(writeNifti(numbered)))).toBe('nifti/unreadable');
  });
});

const python = pythonWith('nibabel');

describe.runIf(python)('against nibabel (runs where Python has it)', () => {
  it('reads the same affine, qform and values', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nifti-'));
    const grid = fc.sample(arbitraryGeometry({ kind: 'oblique', minSize: 3 }), { numRuns: 1, seed: 11 })[0]!;
    const volume = makeVolume(grid, Int16Array.from({ length: voxelCount(grid) }, (_, v) => v * 3 - 40));
    writeFileSync(join(folder, 'a.nii.gz'), writeNifti(volume, { gzip: true }));
    const script = 'import nibabel,sys,json;i=nibabel.load(json.load(sys.stdin));d=i.get_fdata();print(json.dumps([i.affine.tolist(),i.get_qform().tolist(),float(d[1,2,1]),list(i.shape),i.header.get_xyzt_units()[0]]))';
    const [affine, qform, value, shape, unit] = runPython<[number[][], number[][], number, number[], string]>(python!, script, join(folder, 'a.nii.gz'));
    rmSync(folder, { recursive: true });
    const lps = ijkToLps(grid, [1, 2, 1]);
    for (const m of [affine, qform]) {
      const ras = m.slice(0, 3).map(r => r[0]! + 2 * r[1]! + r[2]! + r[3]!);
      [-lps[0], -lps[1], lps[2]].forEach((v, a) => expect(ras[a]).toBeCloseTo(v, 3));
    }
    expect(value).toBe(volume.voxels[1 + grid.dimensions[0] * (2 + grid.dimensions[1])]);
    expect(shape).toEqual([...grid.dimensions]);
    expect(unit).toBe('mm');
  });
});

/** The numbered volume as a big-endian NIfTI-1 file. */
function bigEndian(): Uint8Array {
  const little = writeNifti(numbered);
  const from = new DataView(little.buffer);
  const bytes = new Uint8Array(little);
  const to = new DataView(bytes.buffer);
  to.setInt32(0, 348);
  for (let at = 40; at < 56; at += 2) to.setInt16(at, from.getInt16(at, true));
  for (const at of [70, 72, 252, 254]) to.setInt16(at, from.getInt16(at, true));
  for (let at = 76; at < 120; at += 4) to.setFloat32(at, from.getFloat32(at, true));
  for (let at = 256; at < 328; at += 4) to.setFloat32(at, from.getFloat32(at, true));
  for (let at = 352; at < bytes.length; at += 2) to.setInt16(at, from.getInt16(at, true));
  return bytes;
}

/** The numbered volume plus one half, float64 in NIfTI-2; by qform: turned half round the z axis of RAS, so that its axes point to -x and -y of LPS. */
function nifti2(how: 'sform' | 'qform'): Uint8Array {
  const bytes = new Uint8Array(544 + 60 * 8);
  const h = new DataView(bytes.buffer);
  h.setInt32(0, 540, true);
  bytes.set([0x6e, 0x2b, 0x32, 0, 0x0d, 0x0a, 0x1a, 0x0a], 4);
  h.setInt16(12, 64, true);
  h.setInt16(14, 64, true);
  [3, 3, 4, 5, 1, 1, 1, 1].forEach((n, at) => h.setBigInt64(16 + 8 * at, BigInt(n), true));
  [1, 0.7, 0.8, 2.5, 1, 1, 1, 1].forEach((n, at) => h.setFloat64(104 + 8 * at, n, true));
  h.setBigInt64(168, 544n, true);
  h.setFloat64(176, 1, true);
  h.setInt32(how === 'sform' ? 348 : 344, 1, true);
  [120, -80, 30].forEach((v, at) => h.setFloat64(376 + 8 * at, v, true));
  [-0.7, 0, 0, 120, 0, -0.8, 0, -80, 0, 0, 2.5, 30].forEach((v, at) => h.setFloat64(400 + 8 * at, v, true));
  h.setInt32(500, 2, true);
  numbered.voxels.forEach((v, at) => h.setFloat64(544 + 8 * at, v + 0.5, true));
  return bytes;
}
