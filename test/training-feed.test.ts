import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFeedConfig } from '../gateway/src/feed/config.ts';
import { encode, HEADER_BYTES } from '../gateway/src/feed/encode.ts';
import { lazyHosts } from '../gateway/src/feed/hosts.ts';
import { makerOf } from '../gateway/src/feed/maker.ts';
import { makePatch, type Patch } from '../gateway/src/feed/patch.ts';
import { writeNifti } from '../gateway/src/nifti/write.ts';
import { makeVolume } from '../gateway/src/volume/volume.ts';
import { GRIDS, organPhantom } from './phantoms/organ-phantom.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-'));
const SIZE = [32, 40, 48] as const;
const VOXELS = SIZE[0] * SIZE[1] * SIZE[2];
const cases = [{ name: 'phantom', image: join(folder, 'image.nii.gz'), labels: join(folder, 'labels.nii.gz') }];
const SETTINGS = { seed: 3, patchZyx: SIZE, spacingMm: 2, lesionShare: 1, radiusMm: [4, 12], cases };

beforeAll(() => {
  const { ct, organMask } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
  writeFileSync(join(folder, 'image.nii.gz'), writeNifti(ct, { gzip: true }));
  writeFileSync(join(folder, 'labels.nii.gz'), writeNifti(organMask, { gzip: true }));
  writeFileSync(join(folder, 'feed.json'), JSON.stringify(SETTINGS));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Record {
  readonly index: number;
  readonly lesionCount: number;
  readonly bytes: Buffer;
  readonly hu: Float32Array;
  readonly labels: Uint8Array;
}

/** What the command writes. */
function feed(...options: string[]): Record[] {
  const script = resolve(import.meta.dirname, '../gateway/src/cli.ts');
  const { stdout, status, stderr } = spawnSync('node', ['--import', 'tsx', script, 'feed', '--config', join(folder, 'feed.json'), ...options], { maxBuffer: 1e9 });
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

/** Patches made in this process. */
function patches(settings: object, count: number): Promise<readonly Patch[]> {
  const config = parseFeedConfig({ ...SETTINGS, ...settings });
  const maker = makerOf(config);
  const source = { config, maker, hosts: lazyHosts(config, maker.organ, () => undefined), signal: new AbortController().signal };
  return Promise.all(Array.from({ length: count }, (_, index) => makePatch(source, index)));
}

describe('training feed', () => {
  it('writes whole patches with lesions darker or brighter than the organ around them, the same wherever it starts', () => {
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
    const [second, fourth] = feed('--first', '1', '--step', '2', '--count', '2');
    expect(second!.bytes.equals(records[1]!.bytes)).toBe(true);
    expect(fourth!.bytes.equals(records[3]!.bytes)).toBe(true);
    expect(records[0]!.bytes.equals(records[1]!.bytes)).toBe(false);
  }, 60_000);

  it('takes the lesions of a size class or a stage', async () => {
    const small = await patches({ plan: { sizeClass: 'small' }, anywhereShare: 0 }, 4);
    expect(Math.max(...small.map(({ lesionCount }) => lesionCount))).toBeGreaterThan(1);
    const [first, second] = await patches({ plan: { stage: 'multifocal' }, parameters: { contrastHu: -70 } }, 2);
    const [again] = await patches({ plan: { stage: 'multifocal' }, parameters: { contrastHu: -70 } }, 1);
    expect(again!.hu).toEqual(first!.hu);
    expect(first!.hu).not.toEqual(second!.hu);
    const lesion = [...first!.hu].filter((_, v) => first!.labels[v] === 2);
    expect(lesion.length).toBeGreaterThan(20);
    expect(Math.abs(lesion.reduce((a, b) => a + b, 0) / lesion.length - 112 + 70)).toBeLessThan(25);
  });

  it('shows with each patch the same view without its lesions', async () => {
    const settings = { withOriginal: true, generator: 'repo', mostLesions: 1, parameters: { depthHu: 400, edgeSigmaMm: [1.5, 3] }, anywhereShare: 0 };
    const made = await patches(settings, 6);
    expect(made.some(({ labels }) => labels.includes(2))).toBe(true);
    for (const { hu, labels, original } of made) {
      expect(original!.caseNumber).toBe(0);
      expect(original!.labels.includes(2)).toBe(false);
      // What is darker is darker by 400 HU times a blurred mask times a texture.
      const weight = hu.map((value, v) => (original!.hu[v]! - value) / 400);
      expect(weight.every(value => value > -0.002 && value < 1)).toBe(true);
      expect(labels.every((label, v) => label === original!.labels[v] || (label === 2 && original!.labels[v] === 1))).toBe(true);
      const inLesion = [...weight].filter((_, v) => labels[v] === 2);
      if (inLesion.length > 100) expect(Math.max(...inLesion)).toBeGreaterThan(0.4);
      if (!labels.includes(2)) expect(Math.max(...weight)).toBeLessThan(0.5);
    }
    expect((await patches({ ...settings, withOriginal: false }, 2)).map(({ hu, original }) => [hu, original])).toEqual(made.slice(0, 2).map(({ hu }) => [hu, undefined]));
  });

  it('writes the original after the patch', async () => {
    const [patch] = await patches({ withOriginal: true }, 1);
    const bytes = Buffer.concat(encode(patch!));
    expect(bytes.toString('ascii', 0, 4)).toBe('LFP2');
    expect(bytes.length).toBe(HEADER_BYTES + 4 + 10 * VOXELS);
    expect(bytes.readUInt32LE(HEADER_BYTES + 5 * VOXELS)).toBe(0);
    expect(bytes.readFloatLE(HEADER_BYTES + 5 * VOXELS + 4)).toBe(patch!.original!.hu[0]);
    expect(bytes.subarray(-VOXELS).equals(patch!.original!.labels)).toBe(true);
  });

  it('sets or draws a look that is given, and refuses one that the generator does not know', async () => {
    const look = { generator: 'repo', withOriginal: true, parameters: { contrastHu: -150, patchMm: 3, grainMm: 4 }, radiusMm: [10, 12], mostLesions: 1 };
    const [first] = await patches(look, 1);
    const inside = [...first!.hu].map((value, v) => value - first!.original!.hu[v]!).filter((_, v) => first!.labels[v] === 2);
    expect(inside.length).toBeGreaterThan(50);
    expect(Math.min(...inside)).toBeLessThan(-120);
    await expect(patches({ ...look, parameters: { capsuleHu: 20 } }, 1)).rejects.toMatchObject({ code: 'generator/invalid-parameters' });
  });

  it('refuses by name what it does not know', () => {
    const code = (settings: object) => {
      try {
        makerOf(parseFeedConfig({ ...SETTINGS, ...settings }));
        return 'taken';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code({})).toBe('taken');
    expect(code({ cases: [] })).toBe('request/invalid');
    expect(code({ patchSize: [8, 8, 8] })).toBe('request/invalid');
    expect(code({ plan: { sizeClass: 'huge' } })).toBe('request/invalid');
    expect(code({ lesionShare: 2 })).toBe('request/invalid');
    expect(code({ generator: 'nothing' })).toBe('generator/unknown');
    expect(code({ organ: 'soul' })).toBe('organ/unknown');
    expect(code({ lesionKind: 'wart' })).toBe('kind/unknown');
  });

  it('refuses labels that lie elsewhere than their image', async () => {
    const { organMask: { geometry, voxels } } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
    const [x, y, z] = geometry.originLps;
    const labels = join(folder, 'elsewhere.nii.gz');
    writeFileSync(labels, writeNifti(makeVolume({ ...geometry, originLps: [x, y, z + 2] }, voxels), { gzip: true }));
    await expect(patches({ cases: [{ ...cases[0]!, labels }] }, 1)).rejects.toMatchObject({ code: 'mask/wrong-frame' });
  });
});
