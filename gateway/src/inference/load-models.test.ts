import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pointwise } from '../../../test/support/test-network.ts';
import { writeModel } from '../../../test/support/test-model.ts';
import { GatewayError } from '../errors.ts';
import { loadModel, loadModels } from './load-models.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'models-')); });
afterEach(() => rmSync(dir, { recursive: true }));

const layers = [pointwise([0, 0], [1, 0], [2, -1])];
const failureOf = (work: Promise<unknown>) => work.then(() => 'no failure', (error: unknown) => (error instanceof GatewayError ? error.code : String(error)));
const change = (name: string, by: (manifest: Record<string, unknown>) => void) => {
  const path = join(dir, name, 'model.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  by(manifest);
  writeFileSync(path, JSON.stringify(manifest));
};

describe('loadModel', () => {
  it('gives the manifest and the network file', async () => {
    const manifest = writeModel(dir, layers);
    const loaded = await loadModel(dir, 'test-lesion');
    expect(loaded.manifest).toEqual(manifest);
    expect(loaded.network).toEqual({ name: 'test-lesion', path: join(dir, 'test-lesion', 'model.onnx'), sha256: manifest.sha256, input: 'image', output: 'logits' });
  });

  it('notices an altered network file, also after it was loaded once', async () => {
    writeModel(dir, layers);
    await loadModel(dir, 'test-lesion');
    appendFileSync(join(dir, 'test-lesion', 'model.onnx'), 'x');
    expect(await failureOf(loadModel(dir, 'test-lesion'))).toBe('model/altered');
    unlinkSync(join(dir, 'test-lesion', 'model.onnx'));
    expect(await failureOf(loadModel(dir, 'test-lesion'))).toBe('model/unreadable');
  });

  it.each(['absent', '../test-lesion', 'a/b', '', 'UPPER', 'x'.repeat(200)])('knows no model "%s"', async name => {
    writeModel(dir, layers);
    expect(await failureOf(loadModel(dir, name))).toBe('model/unknown');
  });

  it.each<[string, (manifest: Record<string, unknown>) => void]>([
    ['an unknown key', m => { m['overlaps'] = 0.5; }],
    ['a missing key', m => { delete m['spacingMm']; }],
    ['a path out of its folder', m => { m['file'] = '../../etc/passwd.onnx'; }],
    ['overlap 1', m => { m['overlap'] = 1; }],
    ['axes named twice', m => { m['orientation'] = 'LRS'; }],
    ['another name than its folder', m => { m['name'] = 'other'; }],
    ['an unknown architecture', m => { m['architecture'] = 'oracle'; }],
    ['a falling HU window', m => { m['windowHu'] = [300, -100]; }],
    ['a described background', m => { (m['labels'] as unknown[])[0] = (m['labels'] as unknown[])[1]; }],
    ['markup in a label', m => { ((m['labels'] as unknown[])[1] as Record<string, unknown>)['label'] = '<img onerror=x>'; }],
    ['a terminal command in its title', m => { m['title'] = 'Liver\u001b[31m'; }],
    ['a label that turns the reading direction', m => { ((m['labels'] as unknown[])[1] as Record<string, unknown>)['label'] = 'Liver \u202Enoisel'; }],
    ['a label of ten thousand characters', m => { ((m['labels'] as unknown[])[1] as Record<string, unknown>)['label'] = 'x'.repeat(10_000); }],
    ['zscore without numbers', m => { m['normalisation'] = { kind: 'zscore' }; }],
  ])('refuses a manifest with %s', async (_, by) => {
    writeModel(dir, layers);
    change('test-lesion', by);
    expect(await failureOf(loadModel(dir, 'test-lesion'))).toBe('model/unreadable');
  });

  it('refuses a manifest that is not JSON', async () => {
    writeModel(dir, layers);
    writeFileSync(join(dir, 'test-lesion', 'model.json'), '{');
    expect(await failureOf(loadModel(dir, 'test-lesion'))).toBe('model/unreadable');
  });
});

describe('loadModels', () => {
  it('gives every sound model and names the others', async () => {
    writeModel(dir, layers, { name: 'first' });
    writeModel(dir, layers, { name: 'second' });
    writeModel(dir, layers, { name: 'third', sha256: '0'.repeat(64) });
    mkdirSync(join(dir, 'training'));
    const { models, problems } = await loadModels(dir);
    expect([...models.keys()]).toEqual(['first', 'second']);
    expect(problems.map(p => [p.code, p.context['model']])).toEqual([['model/altered', 'third']]);
  });

  it('says so when there is no folder', async () => {
    expect(await failureOf(loadModels(join(dir, 'absent')))).toBe('model/unreadable');
  });
});
