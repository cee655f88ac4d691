import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayError } from '../../gateway/src/errors.ts';
import { exportedFile, importAltered, type Alteration, type Json } from '../support/imported-networks.ts';
import { convGraph, onnxGraph, type OnnxGraph } from '../support/onnx-graph.ts';
import { pointwise } from '../support/test-network.ts';

let folder: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lesion-forge-refused-'));
  mkdirSync(join(folder, 'models'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The sentence with which an altered export is refused. */
async function refusal(from: string, alteration: Alteration): Promise<string> {
  try {
    await importAltered(folder, from, { as: `refused-${count++}`, ...alteration });
  } catch (error) {
    if (error instanceof GatewayError && error.code !== 'internal') return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'not refused';
}

const SIZE = ['d', 'h', 'w'] as const;
const WEIGHTS: OnnxGraph['constants'] = { w: { shape: [4, 1, 1, 1, 1], data: Float32Array.of(3, -3, 5, 1) } };
const conv = (output: string, input = 'image') => ({ op: 'Conv', inputs: [input, 'w'], output, integers: { kernel_shape: [1, 1, 1] } });

/** Real ONNX files that do not belong to the plan of nnunet-plain: one CT in windows of 16 x 48 x 48, four channels. */
const FOREIGN_FILES: readonly (readonly [what: string, onnx: () => Uint8Array, words: RegExp])[] = [
  ['fewer channels than labels', () => convGraph([pointwise([1, 0], [2, 0], [-3, 1])]), /answers with \[1, 3,/],
  ['another window', () => exportedFile('nnunet-regions', 'model.onnx'), /wants an input of \[batch, 1, 16, 40, 40\]/],
  ['two phases as channels', () => onnxGraph({ inputs: { image: [1, 2, ...SIZE] }, outputs: { logits: [1, 4, ...SIZE] }, constants: { w: { shape: [4, 2, 1, 1, 1], data: new Float32Array(8).fill(1) } }, nodes: [conv('logits')] }), /wants an input of \[1, 2,/],
  ['two images', () => onnxGraph({ inputs: { image: [1, 1, ...SIZE], arterial: [1, 1, ...SIZE] }, outputs: { logits: [1, 4, ...SIZE] }, constants: WEIGHTS, nodes: [{ op: 'Add', inputs: ['image', 'arterial'], output: 'sum' }, conv('logits', 'sum')] }), /2 inputs and 1 outputs/],
  ['deep supervision', () => onnxGraph({ inputs: { image: [1, 1, ...SIZE] }, outputs: { logits: [1, 4, ...SIZE], coarse: [1, 4, ...SIZE] }, constants: WEIGHTS, nodes: [conv('logits'), conv('coarse')] }), /1 inputs and 2 outputs/],
  ['a slice where a volume is wanted', () => onnxGraph({ inputs: { image: [1, 1, 'h', 'w'] }, outputs: { logits: [1, 4, 'h', 'w'] }, constants: { w: { shape: [4, 1, 1, 1], data: WEIGHTS['w']!.data } }, nodes: [{ op: 'Conv', inputs: ['image', 'w'], output: 'logits', integers: { kernel_shape: [1, 1] } }] }), /wants an input of \[1, 1, h, w\]/],
  ['a smaller answer than the window', () => onnxGraph({ inputs: { image: [1, 1, ...SIZE] }, outputs: { logits: [1, 4, 'p', 'q', 'r'] }, constants: WEIGHTS, nodes: [{ ...conv('logits'), integers: { kernel_shape: [1, 1, 1], strides: [2, 2, 2] } }] }), /answers with \[1, 4, 8, 24, 24\]/],
  ['probabilities', () => onnxGraph({ inputs: { image: [1, 1, ...SIZE] }, outputs: { shares: [1, 4, ...SIZE] }, constants: WEIGHTS, nodes: [conv('logits'), { op: 'Sigmoid', inputs: ['logits'], output: 'shares' }] }), /probabilities/],
  ['values that are no numbers', () => onnxGraph({ inputs: { image: [1, 1, ...SIZE] }, outputs: { roots: [1, 4, ...SIZE] }, constants: WEIGHTS, nodes: [conv('logits'), { op: 'Sqrt', inputs: ['logits'], output: 'roots' }] }), /no numbers/],
  ['an operator that nobody has', () => onnxGraph({ inputs: { image: [1, 1, ...SIZE] }, outputs: { logits: [1, 4, ...SIZE] }, constants: {}, nodes: [{ op: 'Imagine', inputs: ['image'], output: 'logits' }] }), /cannot be opened/],
  ['half of a file', () => exportedFile('nnunet-plain', 'model.onnx').subarray(0, 60_000), /cannot be opened/],
];

const plan = (change: (plans: Json) => void): Alteration => ({ changes: { 'plans.json': change } });
const fullres = (plans: Json) => (plans['configurations'] as Json)['3d_fullres'] as Json;

const EXPORTS: readonly (readonly [what: string, from: string, alteration: Alteration, words: RegExp])[] = [
  ['without its plan', 'nnunet-plain', { without: ['plans.json'] }, /^input\/not-found: .*nnU-Net v2 without plans\.json/],
  ['without its labels', 'nnunet-plain', { without: ['dataset.json'] }, /^input\/not-found: .*nnU-Net v2 without dataset\.json/],
  ['without its transforms', 'monai-unet', { without: ['configs/inference.json'] }, /^input\/not-found: .*MONAI bundle without configs\/inference\.json/],
  ['without its network', 'nnunet-plain', { without: ['model.onnx'] }, /^input\//],
  ['without a word on its orientation', 'nnunet-plain', plan(plans => Object.assign(plans, { image_reader_writer: 'SimpleITKIO' })), /--orientation/],
  ['whose orientation is contradicted', 'nnunet-plain', { values: { orientation: 'LPS' } }, /says orientation RAS/],
  ['of a cascade', 'nnunet-plain', plan(plans => Object.assign(fullres(plans), { previous_stage: '3d_lowres' })), /cascade/],
  ['with another preprocessor', 'nnunet-plain', plan(plans => Object.assign(fullres(plans), { preprocessor_name: 'OurPreprocessor' })), /OurPreprocessor/],
  ['with another resampling', 'nnunet-plain', plan(plans => Object.assign(fullres(plans), { resampling_fn_data_kwargs: { order: 5 } })), /order 5/],
  ['of two phases', 'nnunet-plain', { changes: { 'dataset.json': dataset => Object.assign(dataset, { channel_names: { 0: 'CT', 1: 'CT' } }) } }, /2 images/],
  ['of another patch than the network was exported for', 'nnunet-plain', plan(plans => Object.assign(fullres(plans), { patch_size: [32, 48, 48] })), /\[1, 1, 32, 48, 48\]/],
  ['of more classes than the network has channels', 'nnunet-plain', { changes: { 'dataset.json': dataset => Object.assign(dataset['labels'] as Json, { vessel: 4 }) } }, /make \[1, 5, 16, 48, 48\]/],
  ['of a window that the network cannot halve', 'monai-unet', { changes: { 'configs/inference.json': inference => Object.assign(inference['inferer'] as Json, { roi_size: [31, 32, 24] }) } }, /cannot be run on its window|answers with/],
  ['under a name that is taken', 'nnunet-plain', { as: 'taken' }, /is there already/],
  ['under a name that is none', 'nnunet-plain', { as: 'Not A Name' }, /small letters/],
];

describe('import-model refuses', () => {
  it.each(FOREIGN_FILES)('a network with %s', async (_, onnx, words) => expect(await refusal('nnunet-plain', { onnx: onnx() })).toMatch(words));

  it.each(EXPORTS)('an export %s', async (_, from, alteration, words) => {
    mkdirSync(join(folder, 'models', 'taken'), { recursive: true });
    expect(await refusal(from, alteration)).toMatch(words);
  });

  it('a file that is no network', async () => expect(await refusal('nnunet-plain', { onnx: new TextEncoder().encode('not a network') })).toMatch(/cannot be opened/));
  it('a plan that is not JSON', async () => {
    await importAltered(folder, 'nnunet-plain', { as: 'torn', without: ['model.onnx'] }).catch(() => undefined);
    writeFileSync(join(folder, 'exports', 'torn', 'plans.json'), '{"configurations": {');
    expect(await refusal('nnunet-plain', { values: { in: join(folder, 'exports', 'torn') } })).toMatch(/plans\.json is not JSON/);
  });

  it('and leaves nothing behind', () => expect(readdirSync(join(folder, 'models'))).toEqual(['taken']));
});
