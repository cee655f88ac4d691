import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../gateway/src/cli/index.ts';
import type { Values } from '../../gateway/src/cli/command.ts';
import { createLogger } from '../../gateway/src/log.ts';
import { GatewayError } from '../../gateway/src/errors.ts';
import { writeNifti } from '../../gateway/src/nifti/write.ts';
import { makeVolume } from '../../gateway/src/volume/volume.ts';
import { GRIDS, organPhantom } from '../phantoms/organ-phantom.ts';
import { runCli } from '../support/cli.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const geometry = { ...GRIDS['0.7 x 0.7 x 5 mm'], spacingMm: [3, 3, 5] as const, dimensions: [37, 37, 22] as const };
const { ct, organMask, deepLps } = organPhantom(geometry, { vessels: false });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lesion-forge-refusals-'));
  const moved = { ...geometry, originLps: [900, 900, 900] as const };
  const files = { 'ct.nii': ct, 'organ.nii': organMask, 'elsewhere.nii': makeVolume(moved, organMask.voxels), 'empty.nii': makeVolume(geometry, new Uint8Array(organMask.voxels.length)), 'grey.nii': makeVolume(geometry, new Uint8Array(organMask.voxels.length)) };
  for (const [name, volume] of Object.entries(files)) writeFileSync(at(name), writeNifti(volume));
  writeFileSync(at('broken.nii.gz'), 'this is no NIfTI file');
  writeFileSync(at('broken.dcm'), 'this is no DICOM file');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The code a command fails with; in this process, for there are many. */
async function code(name: string, values: Values): Promise<string> {
  const command = COMMANDS.find(each => each.name === name)!;
  const context = { environment: {}, log: createLogger({ level: 'silent' }), version: 'test', signal: new AbortController().signal, progress: () => undefined };
  try {
    await command.run({ ...context, values: { out: at('out'), ...values } });
    return 'succeeded';
  } catch (error) {
    return error instanceof GatewayError ? error.code : String(error);
  }
}

describe('synthesize refuses', () => {
  const good = () => ({ in: at('ct.nii'), mask: at('organ.nii') });
  it.each<[string, Values, string]>([
    ['a radius that is no number', { 'radius-mm': 'abc' }, 'request/invalid'],
    ['a radius beyond the organ\'s range', { 'radius-mm': '900' }, 'generator/invalid-parameters'],
    ['a radius of nothing', { 'radius-mm': '0' }, 'generator/invalid-parameters'],
    ['a batch of nothing', { count: '0' }, 'request/invalid'],
    ['a batch on half a thread', { count: '2', workers: '0.5' }, 'request/invalid'],
    ['a batch none of which finds a site', { count: '2', workers: '1', 'radius-mm': '45' }, 'placement/no-legal-site'],
    ['threads without a batch', { workers: '2' }, 'request/invalid'],
    ['a batch to be judged', { count: '2', realism: true }, 'request/invalid'],
    ['a batch whose variants are all equal', { count: '2', lesions: '[{"radiusMm":5,"seed":1},{"radiusMm":4,"seed":2}]' }, 'request/invalid'],
    ['a batch of a recipe', { count: '2', recipe: 'recipe.json' }, 'request/invalid'],
    ['a recipe and a seed', { recipe: 'recipe.json', seed: '4' }, 'request/invalid'],
    ['a recipe that is not there', { recipe: 'nowhere.json' }, 'input/not-found'],
    ['a plan and a radius', { plan: 'mix', 'radius-mm': '8' }, 'request/invalid'],
    ['an unknown plan', { plan: 'terminal' }, 'request/invalid'],
    ['a site for a plan', { plan: 'mix', 'centre-mm': '1,2,3' }, 'request/invalid'],
    ['lesions that are no list', { lesions: '{}' }, 'request/invalid'],
    ['a lesion without a size', { lesions: '[{"seed":1}]' }, 'request/invalid'],
    ['a lesion of two sizes', { lesions: '[{"radiusMm":4,"sizeClass":"tiny"}]' }, 'request/invalid'],
    ['a lesion with a site of two numbers', { lesions: '[{"radiusMm":4,"centreLps":[1,2]}]' }, 'request/invalid'],
    ['a lesion with a field that is none', { lesions: '[{"radiusMm":4,"colour":1}]' }, 'request/invalid'],
    ['an empty seed', { seed: '' }, 'request/invalid'],
    ['a seed that is no whole number', { seed: '1.5' }, 'generator/invalid-parameters'],
    ['a negative seed', { seed: '-1' }, 'generator/invalid-parameters'],
    ['a site with a hole', { 'centre-mm': '1,,3' }, 'request/invalid'],
    ['a site of two numbers', { 'centre-mm': '1,2' }, 'request/invalid'],
    ['a site outside the organ', { 'centre-mm': '500,0,0' }, 'placement/outside-organ'],
    ['a lesion larger than the organ', { 'radius-mm': '48' }, 'placement/radius-too-large'],
    ['an unknown phase', { phase: 'spectral' }, 'request/invalid'],
    ['parameters that are no JSON', { parameters: '{' }, 'request/invalid'],
    ['parameters that are no object', { parameters: '[1]' }, 'request/invalid'],
    ['parameters that are null', { parameters: 'null' }, 'request/invalid'],
    ['a parameter nobody knows', { parameters: '{"nonsense":1}' }, 'generator/invalid-parameters'],
    ['a generator nobody knows', { generator: 'nothing' }, 'generator/unknown'],
    ['a profile nobody knows', { profile: 'nothing' }, 'generator/unknown'],
    ['a generator and another one\'s profile', { generator: 'studio', profile: 'paper' }, 'request/invalid'],
    ['an organ nobody knows', { organ: 'soul' }, 'organ/unknown'],
    ['a kind of lesion nobody knows', { kind: 'wart' }, 'kind/unknown'],
    ['a kind of lesion in a list that nobody knows', { lesions: '[{"radiusMm":5,"kind":"wart"}]' }, 'kind/unknown'],
    ['a label for an organ that has one', { organ: 'liver', 'organ-label': 'Spare liver' }, 'request/invalid'],
    ['a parameter beyond its range', { parameters: '{"exophytic":0.9}' }, 'generator/invalid-parameters'],
    ['a quality that is no share', { quality: '70' }, 'request/invalid'],
    ['a judge without a quality', { judge: 'liver-lesion' }, 'request/invalid'],
    ['no attempt at quality', { quality: '0.7', attempts: '0' }, 'request/invalid'],
    ['a judge that makes lesions', { quality: '0.7', judge: 'liver-freetumor' }, 'model/wrong-task'],
    ['a judge that finds organs only', { quality: '0.7', judge: 'liver-localiser' }, 'model/wrong-task'],
    ['a generator of which no network is installed', { generator: 'diffusion' }, 'generator/no-network'],
    ['a network that is not installed', { generator: 'freetumor', parameters: '{"model":"absent"}' }, 'generator/no-network'],
    ['a radius beyond the range of the kind', { organ: 'pancreas', 'radius-mm': '31' }, 'generator/invalid-parameters'],
  ])('%s', async (_what, values, expected) => expect(await code('synthesize', { ...good(), ...values })).toBe(expected));

  it.each<[string, Values, string]>([
    ['no input', { in: undefined }, 'request/invalid'],
    ['an input that is not there', { in: 'nowhere.nii' }, 'input/not-found'],
    ['a broken NIfTI file', { in: 'broken.nii.gz' }, 'nifti/unreadable'],
    ['a picture', { in: 'grey.nii' }, 'pixels/implausible-hu'],
    ['a file that is neither', { in: 'broken.dcm' }, 'input/unreadable'],
    ['a mask that is no DICOM', { mask: 'broken.dcm' }, 'dicom/unreadable'],
    ['an empty mask', { mask: 'empty.nii' }, 'mask/empty'],
    ['a mask that lies elsewhere', { mask: 'elsewhere.nii' }, 'mask/wrong-frame'],
  ])('%s', async (_what, files, expected) => {
    const values = Object.fromEntries(Object.entries({ in: 'ct.nii', mask: 'organ.nii', ...files }).map(([name, file]) => [name, file === undefined ? undefined : at(String(file))]));
    expect(await code('synthesize', values)).toBe(expected);
  });

  it('nothing that is right, and writes nothing when it refuses', async () => {
    expect(existsSync(at('out'))).toBe(false);
    expect(await code('synthesize', { ...good(), 'centre-mm': deepLps.join(','), 'radius-mm': '12', realism: true })).toBe('succeeded');
    const [lesion] = JSON.parse(readFileSync(join(at('out'), 'realism.json'), 'utf8')) as { findings: { name: string; verdict: string; reason: string }[] }[];
    expect(lesion!.findings.find(({ name }) => name === 'containment')).toMatchObject({ verdict: 'pass', value: 0, band: [0, 0], reason: expect.any(String) });
  });
});

describe('segment and phantom refuse', () => {
  it.each<[string, Values, string]>([
    ['segment', { overlap: '1' }, 'request/invalid'],
    ['segment', { model: 'nothing' }, 'model/unknown'],
    ['segment', { in: '/nowhere.nii' }, 'input/not-found'],
    ['feed', { config: undefined }, 'request/invalid'],
    ['feed', { config: '/nowhere.json' }, 'input/not-found'],
    ['feed', { config: '/dev/null' }, 'request/invalid'],
    ['feed', { config: '/dev/null', first: '1.5' }, 'request/invalid'],
    ['feed', { config: '/dev/null', json: true }, 'request/invalid'],
    ['phantom', { seed: 'x' }, 'request/invalid'],
    ['phantom', { 'spacing-mm': '0,1,1' }, 'request/invalid'],
    ['phantom', { out: '' }, 'request/invalid'],
  ])('%s %j', async (name, values, expected) => expect(await code(name, { in: at('ct.nii'), ...values })).toBe(expected));
});

describe('the process', () => {
  it('ends with 2 on a command or an option nobody knows, and shows the usage', async () => {
    const [option, command] = await Promise.all([runCli(['segment', '--nonsense']), runCli(['nonsense'])]);
    expect([option.status, option.stdout]).toEqual([2, '']);
    expect(option.stderr).toContain('--nonsense');
    expect(option.stderr).toContain('lesionforge segment --in');
    expect([command.status, command.stdout]).toEqual([2, '']);
    expect(command.stderr).toContain('synthesize');
  });

  it('ends with 0 when help or version is asked for', async () => {
    const [help, version] = await Promise.all([runCli(['synthesize', '--help']), runCli(['--version'])]);
    expect([help.status, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('--centre-mm');
    expect([version.status, /^\d+\.\d+\.\d+\n$/.test(version.stdout)]).toEqual([0, true]);
  });

  it('ends with 1 and the code of a failure, as text or as problem details', async () => {
    const args = ['synthesize', '--in', at('ct.nii'), '--mask', at('organ.nii'), '--out', at('failed'), '--centre-mm', '-400,0,0'];
    const [text, json] = await Promise.all([runCli(args), runCli([...args, '--json'])]);
    expect([text.status, text.stdout]).toEqual([1, '']);
    expect(text.stderr).toMatch(/^placement\/outside-organ: The site \(-400\.0, 0\.0, 0\.0\) mm lies outside the organ/);
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ code: 'placement/outside-organ', status: 422, retryable: false });
    expect(existsSync(at('failed'))).toBe(false);
  });
});
