import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../test/phantoms/organ-phantom.ts';
import { pointwise, writeNetwork } from '../../../test/support/test-network.ts';
import { liver } from '../anatomy/organs/liver.ts';
import { GatewayError } from '../errors.ts';
import type { GeneratorManifest } from '../inference/generator-manifest.ts';
import { loadModel, loadModels } from '../inference/load-models.ts';
import { InferencePool } from '../inference/pool.ts';
import { cpuKernels } from '../kernels/cpu.ts';
import { freetumor } from '../synthesis/generators/freetumor.ts';
import { GENERATORS } from '../synthesis/generators/index.ts';
import { offered } from '../synthesis/offered.ts';
import { synthesizeLesion } from '../synthesis/scan/synthesize-lesion.ts';
import { hostFault, networkLibrary } from './network-library.ts';

const SHIPPED = resolve(import.meta.dirname, '../../../models');
const signal = new AbortController().signal;
let pool: InferencePool;
let dir: string;
beforeAll(() => {
  pool = new InferencePool({ processes: 1, threadsPerProcess: 1, providers: ['cpu'] });
});
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'networks-'));
  return () => rmSync(dir, { recursive: true });
});
afterAll(() => pool.close());

interface Manifest {
  generator: string;
  graphs: Record<string, { file: string; sha256: string }>;
  settings: Record<string, unknown>;
}

/** The shipped manifest, with a pointwise network in its place (`channels` answers), changed as a test wants it. */
function install(name: string, change: (manifest: Manifest) => void = () => undefined): void {
  const folder = join(dir, name);
  mkdirSync(folder);
  const { sha256 } = writeNetwork(folder, 'model', [pointwise([0, 0.4])]);
  const manifest = JSON.parse(readFileSync(join(SHIPPED, 'liver-freetumor', 'model.json'), 'utf8')) as Manifest & { name: string };
  manifest.name = name;
  manifest.graphs = { generator: { file: 'model.onnx', sha256 } };
  Object.assign(manifest.settings, { output: 'logits', windowSize: [24, 24, 24] });
  change(manifest);
  writeFileSync(join(folder, 'model.json'), JSON.stringify(manifest));
}

async function make(networks = networkLibrary({ dir, pool }), parameters = {}) {
  const phantom = organPhantom(GRIDS['0.7 x 0.7 x 5 mm']);
  const request = { radiusMm: 9, seed: 11, centreLps: phantom.deepLps, parameters };
  return synthesizeLesion({ ct: phantom.ct, organMask: phantom.organMask, organ: liver, generator: freetumor, request }, { signal, kernels: cpuKernels, networks });
}

const failureOf = (work: Promise<unknown>) => work.then(() => 'no failure', (error: unknown) => (error instanceof GatewayError ? error.code : String(error)));

describe('networkLibrary', () => {
  it('makes a visible, plausible lesion with the network that comes with the project, the same every time', async () => {
    const networks = networkLibrary({ dir: SHIPPED, pool });
    const [made, again] = [await make(networks), await make(networks)];
    const { parameters } = made.recipe.lesions[0]!;
    expect(parameters).toMatchObject({ network: { name: 'liver-freetumor' }, strength: 'network' });
    // Real liver metastases in the portal-venous phase lie about 20 to 90 HU below the liver.
    expect(parameters['meanHu']).toBeLessThan(-20);
    expect(parameters['meanHu']).toBeGreaterThan(-90);
    expect(made.warnings.map(({ code }) => code)).not.toContain('lesion/faint');
    expect(Buffer.compare(Buffer.from(again.ct.voxels.buffer), Buffer.from(made.ct.voxels.buffer))).toBe(0);
  });

  it('offers a generator only where a network for it is installed', async () => {
    const namesOf = async () => (await offered(GENERATORS, { networks: networkLibrary({ dir, pool }) })).map(({ name }) => name);
    expect(await namesOf()).not.toContain('freetumor');
    install('mine');
    expect(await namesOf()).toContain('freetumor');
    expect(await namesOf()).not.toContain('diffusion');
  });

  it('takes the network asked for, else the first for the organ', async () => {
    install('first');
    install('second');
    install('a-pancreas-one', manifest => { manifest.settings['organs'] = { pancreas: 0 }; });
    expect((await make()).recipe.lesions[0]!.parameters).toMatchObject({ network: { name: 'first' } });
    expect((await make(undefined, { model: 'second' })).recipe.lesions[0]!.parameters).toMatchObject({ network: { name: 'second' } });
    expect(await failureOf(make(undefined, { model: 'a-pancreas-one' }))).toBe('generator/no-network');
  });

  it('keeps models that make lesions apart from those that find them', async () => {
    install('mine');
    const { models, generatorModels, problems } = await loadModels(dir);
    expect([[...models.keys()], [...generatorModels.keys()], problems]).toEqual([[], ['mine'], []]);
    expect(await failureOf(loadModel(dir, 'mine'))).toBe('model/wrong-task');
    cpSync(join(SHIPPED, 'liver-localiser'), join(dir, 'liver-localiser'), { recursive: true });
    expect(await failureOf(networkLibrary({ dir, pool }).open('liver-localiser', signal))).toBe('model/wrong-task');
  });

  it.each<[string, (manifest: Manifest) => void, string]>([
    ['another digest', m => { m.graphs['generator']!.sha256 = '0'.repeat(64); }, 'model/altered'],
    ['a file that is not there', m => { m.graphs['generator']!.file = 'absent.onnx'; }, 'model/unreadable'],
    ['a file outside its folder', m => { m.graphs['generator']!.file = '../model.onnx'; }, 'model/unreadable'],
    ['no graph of the name the generator runs', m => { m.graphs = { other: m.graphs['generator']! }; }, 'model/unreadable'],
    ['a setting misspelt', m => { m.settings['spacing'] = 1; }, 'model/unreadable'],
    ['a setting missing', m => { delete m.settings['sign']; }, 'model/unreadable'],
    ['a generator that hosts nothing', m => { m.generator = 'studio'; }, 'model/unreadable'],
    ['an input of another name', m => { m.settings['input'] = 'picture'; }, 'model/wrong-shape'],
    ['an output of another name', m => { m.settings['output'] = 'picture'; }, 'model/wrong-shape'],
    ['more channels than the network has', m => { m.settings['channels'] = 3; }, 'model/wrong-shape'],
  ])('refuses %s by name', async (_, change, code) => {
    install('mine', change);
    const open = async () => {
      const network = await networkLibrary({ dir, pool }).open('mine', signal);
      const listed = { list: async () => [network], open: async () => network };
      return make(listed);
    };
    expect(await failureOf(open())).toBe(code);
  });

  it('refuses a sampler with more steps than the network was trained for', () => {
    const settings = {
      organs: ['liver'], radiusMm: [3, 35], spacingMm: [1, 1, 1], orientation: 'RAS', windowHu: [-175, 250], windowSize: [96, 96, 96], axisOrder: 'zxy',
      latent: { channels: 8, factor: 4, range: [-3, 3], hasCodebook: false }, blendSigmaVoxels: [0, 4],
      ports: { encoder: { inputs: { image: 'image' }, output: 'latents' }, denoiser: { inputs: { latents: 'latents', step: 'step' }, output: 'noise' }, decoder: { inputs: { latents: 'latents' }, output: 'image' } },
    };
    const faultOf = (steps: number) => hostFault({ name: 'mine', generator: 'diffusion', settings: { ...settings, sampler: { kind: 'ddim', trainSteps: 200, steps } } } as unknown as GeneratorManifest);
    for (const steps of [1, 50, 199]) expect(faultOf(steps)).toBeUndefined();
    for (const steps of [200, 201, 500]) expect(faultOf(steps)).toMatchObject({ code: 'model/unreadable', message: expect.stringContaining(`${steps} steps are too many`) as string });
  });

  it('refuses a file that cannot be run, and one that was exchanged while the gateway ran', async () => {
    install('mine');
    const library = networkLibrary({ dir, pool, digests: { mine: '0'.repeat(64) } });
    expect(await failureOf(library.open('mine', signal))).toBe('model/altered');
    expect(await library.list()).toEqual([]);
    appendFileSync(join(dir, 'mine', 'model.onnx'), 'no protocol buffer');
    const { createHash } = await import('node:crypto');
    const manifest = JSON.parse(readFileSync(join(dir, 'mine', 'model.json'), 'utf8')) as Manifest;
    manifest.graphs['generator']!.sha256 = createHash('sha256').update(readFileSync(join(dir, 'mine', 'model.onnx'))).digest('hex');
    writeFileSync(join(dir, 'mine', 'model.json'), JSON.stringify(manifest));
    expect(await failureOf(make())).toBe('model/unsupported');
  });

  it('stops when the work is aborted', async () => {
    install('mine');
    const stop = new AbortController();
    const reason = new GatewayError('job/cancelled', 'The job was cancelled.');
    stop.abort(reason);
    const network = await networkLibrary({ dir, pool }).open('mine', stop.signal);
    const input = { shape: [1, 1, 4, 4, 4], data: new Float32Array(64) };
    await expect(network.run('generator', { image: input }, ['logits'])).rejects.toBe(reason);
  });
});
