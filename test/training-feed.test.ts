import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNifti } from '../gateway/src/nifti/write.ts';
import { GRIDS, organPhantom } from './phantoms/organ-phantom.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-'));
const HEADER_BYTES = 24;
const SIZE = [32, 40, 48] as const;
const VOXELS = SIZE[0] * SIZE[1] * SIZE[2];

beforeAll(() => {
  const { ct, organMask } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
  writeFileSync(join(folder, 'image.nii.gz'), writeNifti(ct, { gzip: true }));
  writeFileSync(join(folder, 'labels.nii.gz'), writeNifti(organMask, { gzip: true }));
  const cases = [{ name: 'phantom', image: join(folder, 'image.nii.gz'), labels: join(folder, 'labels.nii.gz') }];
  writeFileSync(join(folder, 'feed.json'), JSON.stringify({ seed: 3, patchZyx: SIZE, spacingMm: 2, lesionShare: 1, radiusMm: [4, 12], cases }));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Record {
  readonly index: number;
  readonly lesionCount: number;
  readonly bytes: Buffer;
  readonly hu: Float32Array;
  readonly labels: Uint8Array;
}

function feed(...options: string[]): Record[] {
  const script = resolve(import.meta.dirname, '../models/training/feed/feed.ts');
  const { stdout, status, stderr } = spawnSync('node', ['--import', 'tsx', script, '--config', join(folder, 'feed.json'), ...options], { maxBuffer: 1e9 });
  if (status !== 0) throw new Error(String(stderr));
  const records: Record[] = [];
  for (let at = 0; at < stdout.length; at += HEADER_BYTES + 5 * VOXELS) {
    const bytes = stdout.subarray(at, at + HEADER_BYTES + 5 * VOXELS);
    expect(bytes.toString('ascii', 0, 4)).toBe('LFP1');
    expect([8, 12, 16].map(offset => bytes.readUInt32LE(offset))).toEqual([...SIZE]);
    const body = new Uint8Array(bytes.subarray(HEADER_BYTES));
    records.push({ index: bytes.readUInt32LE(4), lesionCount: bytes.readUInt32LE(20), bytes, hu: new Float32Array(body.buffer, 0, VOXELS), labels: body.subarray(4 * VOXELS) });
  }
  return records;
}

describe('training feed', () => {
  it('writes whole patches with lesions darker or brighter than the organ around them', () => {
    const records = feed('--count', '6');
    expect(records.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(records.some(({ lesionCount, labels }) => lesionCount > 0 && labels.includes(2))).toBe(true);
    for (const { hu, labels } of records) {
      expect(hu.every(Number.isFinite)).toBe(true);
      expect(labels.every(label => label <= 2)).toBe(true);
      const mean = (wanted: number) => {
        const inside = hu.filter((_, v) => labels[v] === wanted);
        return inside.reduce((a, b) => a + b, 0) / inside.length;
      };
      if (labels.includes(1)) expect(Math.abs(mean(1) - 112)).toBeLessThan(12);
      if (labels.filter(label => label === 2).length > 50) expect(Math.abs(mean(2) - 112)).toBeGreaterThan(5);
    }
  });

  it('gives patch n the same bytes wherever it starts', () => {
    const all = feed('--count', '4');
    const [second, fourth] = feed('--first', '1', '--step', '2', '--count', '2');
    expect(second!.bytes.equals(all[1]!.bytes)).toBe(true);
    expect(fourth!.bytes.equals(all[3]!.bytes)).toBe(true);
    expect(all[0]!.bytes.equals(all[1]!.bytes)).toBe(false);
  });
});
