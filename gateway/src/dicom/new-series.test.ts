import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasProgram } from '../../../test/support/requirement.ts';
import { ijkToLps, type Geometry } from '../volume/geometry.ts';
import { makeVolume } from '../volume/volume.ts';
import { newCtSeries } from './new-series.ts';
import { readInstance } from './read.ts';
import { seriesToVolume } from './series-to-volume.ts';

const c = Math.cos(0.2);
const s = Math.sin(0.2);
const OBLIQUE: Geometry = { dimensions: [20, 16, 12], spacingMm: [0.7, 0.8, 3], originLps: [-60, -90, 40], direction: [1, 0, 0, 0, c, s, 0, -s, c] };
/** HU that says where it is: no flip or shift goes unseen. */
const huAt = ([x, y, z]: readonly number[]) => Math.round(2 * x! + 3 * y! + 5 * z!);
const volume = (() => {
  const voxels = new Int16Array(20 * 16 * 12);
  for (let k = 0, v = 0; k < 12; k++) for (let j = 0; j < 16; j++) for (let i = 0; i < 20; i++) voxels[v++] = huAt(ijkToLps(OBLIQUE, [i, j, k]));
  return makeVolume(OBLIQUE, voxels);
})();
const options = {
  key: 'test', patientId: 'P1', patientName: 'PHANTOM^ABDOMEN', studyDescription: 'Phantom', seriesDescription: 'COMPUTED PHANTOM - NOT ACQUIRED',
  date: '20260101', time: '120000',
};

describe('newCtSeries', () => {
  it('comes back as the same HU at the same places', async () => {
    const instances = [...newCtSeries(volume, { ...options, synthetic: false })].map(({ bytes }) => readInstance(bytes));
    const { volume: read } = await seriesToVolume(instances, { allowDerived: true });
    const [columns, rows] = read.geometry.dimensions;
    for (const ijk of [[0, 0, 0], [19, 3, 2], [5, 15, 11]] as const)
      expect(read.voxels[ijk[0] + columns * (ijk[1] + rows * ijk[2])]).toBeCloseTo(huAt(ijkToLps(read.geometry, ijk)), -0.5);
  });

  it('marks what was made artificially, and only that', () => {
    const first = (synthetic: boolean) => readInstance(newCtSeries(volume, { ...options, synthetic }).next().value!.bytes).dataset;
    expect(first(true).text('0008001C')).toBe('YES');
    expect(first(true).items('0018A001')[0]?.items('0040A170')[0]?.text('00080100')).toBe('109100');
    expect(first(false).has('0008001C')).toBe(false);
  });

  it.runIf(hasProgram('dciodvfy', 'written CT is not validated'))('passes the validator', () => {
    const dir = mkdtempSync(join(tmpdir(), 'new-series-'));
    try {
      const path = join(dir, 'a.dcm');
      writeFileSync(path, newCtSeries(volume, { ...options, synthetic: false, bodyPart: 'ABDOMEN' }).next().value!.bytes);
      const { stderr } = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
      expect(stderr.split('\n').filter(line => line.startsWith('Error'))).toEqual([]);
      expect(execFileSync('sh', ['-c', `head -c 132 ${path} | tail -c 4`], { encoding: 'utf8' })).toBe('DICM');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
