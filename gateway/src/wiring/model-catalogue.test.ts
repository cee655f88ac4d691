import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { pointwise } from '../../../test/support/test-network.ts';
import { writeModel } from '../../../test/support/test-model.ts';
import { parseConfig } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { createLogger } from '../log.ts';
import { generatorModelEntry } from './catalogue.ts';
import { modelCatalogue } from './model-catalogue.ts';
import { modelChecks } from './model-checks.ts';

const SHIPPED = resolve(import.meta.dirname, '../../../models/liver-freetumor');
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'catalogue-'));
  writeModel(dir, [pointwise([0, 0], [1, 0], [2, -1])], { name: 'finder' });
  cpSync(SHIPPED, join(dir, 'liver-freetumor'), { recursive: true });
  return () => rmSync(dir, { recursive: true });
});

const config = () => parseConfig({ models: { dir, default: 'finder' } }, '/');
const codeOf = (work: () => unknown) => {
  try {
    work();
    return 'no failure';
  } catch (error) {
    return error instanceof GatewayError ? error.code : String(error);
  }
};

/** Changes the installed manifest in place. */
function change(by: (manifest: { settings: Record<string, unknown> }) => void): void {
  const path = join(dir, 'liver-freetumor', 'model.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { settings: Record<string, unknown> };
  by(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

describe('a network that makes lesions, in the catalogue', () => {
  it('is listed as what it is, and never given to a segmentation', async () => {
    const models = await modelCatalogue(config());
    expect(models.all.map(({ name }) => name)).toEqual(['finder']);
    expect(models.networks.map(generatorModelEntry)).toMatchObject([{ name: 'liver-freetumor', task: 'lesion-generator', generator: 'freetumor', segments: [], isDefault: false }]);
    expect(models.problems).toEqual([]);
    expect(codeOf(() => models.get('liver-freetumor'))).toBe('model/wrong-task');
  });

  it('is a problem when the generator that hosts it does not know its settings', async () => {
    change(({ settings }) => { settings['sigma'] = 2; });
    const { networks, problems } = await modelCatalogue(config());
    expect(networks).toEqual([]);
    expect(problems.map(({ code, message }) => [code, message.includes('settings')])).toEqual([['model/unreadable', true]]);
  });

  it('has another digest when only its settings change', async () => {
    const before = (await modelCatalogue(config())).networks[0]!.digest;
    change(({ settings }) => { settings['edgeSigmaVoxels'] = [1, 1.5]; });
    expect((await modelCatalogue(config())).networks[0]!.digest).not.toBe(before);
  });

  it('is opened by doctor, which says what it is for', async () => {
    const checks = await modelChecks(config(), createLogger({ level: 'silent' }));
    const check = checks.find(({ name }) => name === 'model liver-freetumor')!;
    expect(await check.run()).toBe('version 0.1.0, makes lesions for the generator freetumor, runs on cpu');
  });
});
