import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../test/phantoms/organ-phantom.ts';
import type { GatewayError } from '../errors.ts';
import { boundingBox } from '../volume/crop.ts';
import { SurveyStore } from './survey-store.ts';

const ID = '5f6c7b1e-3a52-4d0c-9f5e-2f6d8c1a7b90';

describe('SurveyStore', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lesion-forge-surveys-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  const { organMask: mask } = organPhantom(GRIDS['oblique 0.9 x 0.9 x 2 mm']);
  const box = boundingBox(mask)!;
  const statistics = { meanHu: 101.3, sdHu: 12.7, noiseSdHu: 9.1, vesselThresholdHu: 140, vesselFraction: 0.02, volumeMl: 1200 };
  const survey = { mask, box, statistics, source: { model: 'm' } };

  it('gives back what it was given, and the bits of the box for a viewer', async () => {
    const store = new SurveyStore(dataDir);
    expect(await store.has(ID)).toBe(false);
    await store.write(ID, survey);
    expect(await store.has(ID)).toBe(true);
    expect(await store.read(ID)).toEqual(survey);
    const bits = inflateSync(await store.deflatedBits(ID));
    const [columns, rows] = mask.geometry.dimensions;
    const boxColumns = box.high[0] - box.low[0];
    for (let i = box.low[0]; i < box.high[0]; i++) {
      const n = i - box.low[0] + boxColumns * 3;
      expect((bits[n >>> 3]! >>> (n & 7)) & 1).toBe(mask.voxels[i + columns * (box.low[1] + 3 + rows * box.low[2])]);
    }
  });

  it('says when a mask is gone, and names no file outside its folder', async () => {
    const code = (id: string) => new SurveyStore(dataDir).read(id).then(() => 'read', (error: GatewayError) => error.code);
    expect(await code('00000000-3a52-4d0c-9f5e-2f6d8c1a7b90')).toBe('survey/gone');
    expect(await code(`../surveys/${ID}`)).not.toBe('internal');
    expect(await code('../../etc/passwd')).toBe('survey/gone');
  });
});
