import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../errors.ts';
import { labelsFor } from './label-terms.ts';
import { monaiBundle } from './monai-bundle.ts';
import { nnunet } from './nnunet.ts';

const plans = {
  image_reader_writer: 'NibabelIOWithReorient',
  transpose_forward: [0, 1, 2],
  configurations: {
    '2d': { spacing: [0.8, 0.8], patch_size: [512, 512] },
    '3d_fullres': { spacing: [2.5, 0.8, 0.75], patch_size: [48, 192, 160], normalization_schemes: ['CTNormalization'] },
    '3d_lowres': { inherits_from: '3d_fullres', spacing: [3, 1.5, 1.4] },
    '3d_cascade_fullres': { inherits_from: '3d_fullres', previous_stage: '3d_lowres' },
  },
  foreground_intensity_properties_per_channel: { 0: { mean: 99.5, std: 37.1, percentile_00_5: -15, percentile_99_5: 197 } },
};
const dataset = { channel_names: { 0: 'CT' }, labels: { tumour: 2, background: 0, liver: 1 } };
const read = (change: { plans?: object; dataset?: object; configuration?: string } = {}) =>
  nnunet.read({ 'plans.json': { ...plans, ...change.plans }, 'dataset.json': { ...dataset, ...change.dataset } }, { configuration: change.configuration });

const inference = {
  spacing: [1.5, 1.5, 2],
  preprocessing: {
    _target_: 'Compose',
    transforms: [
      { _target_: 'LoadImaged', keys: 'image' },
      { _target_: 'monai.transforms.Orientationd', keys: 'image', axcodes: 'RAS' },
      { _target_: 'Spacingd', keys: 'image', pixdim: '@spacing' },
      { _target_: 'ScaleIntensityRanged', keys: 'image', a_min: -57, a_max: 164, b_min: 0, b_max: 1, clip: true },
    ],
  },
  inferer: { _target_: 'SlidingWindowInferer', roi_size: [96, 80, 64], overlap: 0.5, mode: 'gaussian' },
};
const metadata = { network_data_format: { inputs: { image: { num_channels: 1 } }, outputs: { pred: { channel_def: { 1: 'spleen', 0: 'background' } } } } };
const readBundle = (change: { inference?: object; metadata?: object } = {}) =>
  monaiBundle.read({ 'configs/metadata.json': { ...metadata, ...change.metadata }, 'configs/inference.json': { ...inference, ...change.inference } }, {});
const withTransform = (name: string, change: object) => ({ inference: { preprocessing: { transforms: inference.preprocessing.transforms.map(each => (each._target_.endsWith(name) ? { ...each, ...change } : each)) } } });

const refusal = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'model/foreign-unsupported') return error.message;
    throw error;
  }
  return 'not refused';
};

describe('nnU-Net exports', () => {
  it('become a manifest: axes turned, CT normalisation, classes by value', () => {
    expect(read()).toMatchObject({
      spacingMm: [0.75, 0.8, 2.5], windowSize: [160, 192, 48], orientation: 'RAS', axisOrder: 'zyx', overlap: 0.5, weighting: 'gaussian',
      windowHu: [-15, 197], normalisation: { kind: 'zscore', mean: 99.5, sd: 37.1 },
      labels: [null, { name: 'liver', role: 'organ' }, { name: 'liver-lesion', role: 'lesion', label: 'tumour' }],
    });
  });

  it('take an inherited configuration when asked', () => expect(read({ configuration: '3d_lowres' })).toMatchObject({ spacingMm: [1.4, 1.5, 3], windowSize: [160, 192, 48] }));
  it('leave the orientation to the site when the reader keeps the file\'s', () => expect(read({ plans: { image_reader_writer: 'SimpleITKIO' } })).not.toHaveProperty('orientation'));

  it.each([
    ['a cascade', { configuration: '3d_cascade_fullres' }, /cascade/],
    ['a configuration that is not there', { configuration: '3d_huge' }, /3d_huge/],
    ['a two-dimensional network', { configuration: '2d' }, /three-dimensional|normalises/],
    ['turned axes', { plans: { transpose_forward: [1, 0, 2] } }, /transpose_forward/],
    ['MR normalisation', { plans: { configurations: { '3d_fullres': { ...plans.configurations['3d_fullres'], normalization_schemes: ['ZScoreNormalization'] } } } }, /ZScoreNormalization/],
    ['two images', { dataset: { channel_names: { 0: 'CT', 1: 'PET' } } }, /2 images/],
    ['regions', { dataset: { labels: { background: 0, whole: [1, 2], tumour: 2 } } }, /regions/],
    ['a gap in the labels', { dataset: { labels: { background: 0, liver: 1, tumour: 3 } } }, /gap/],
    ['no statistics', { plans: { foreground_intensity_properties_per_channel: undefined } }, /foreground_intensity/],
  ])('are refused for %s', (_, change, words) => expect(refusal(() => read(change))).toMatch(words));
});

describe('MONAI bundles', () => {
  it('become a manifest: window, spacing by reference, classes', () => {
    expect(readBundle()).toMatchObject({
      spacingMm: [1.5, 1.5, 2], windowSize: [96, 80, 64], orientation: 'RAS', axisOrder: 'xyz', overlap: 0.5, weighting: 'gaussian', windowHu: [-57, 164], normalisation: { kind: 'unit' },
      labels: [null, { name: 'spleen', role: 'organ' }],
    });
  });

  it.each([
    ['a computed spacing', withTransform('Spacingd', { pixdim: '$[1.5, 1.5, 2.0]' }), /never run/],
    ['a reference to nothing', withTransform('Spacingd', { pixdim: '@nowhere' }), /names nothing/],
    ['another intensity scaling', withTransform('ScaleIntensityRanged', { _target_: 'NormalizeIntensityd' }), /ScaleIntensityRanged/],
    ['an open window', withTransform('ScaleIntensityRanged', { clip: false }), /clipped/],
    ['another inferer', { inference: { inferer: { _target_: 'SimpleInferer' } } }, /SimpleInferer/],
    ['two outputs', { metadata: { network_data_format: { inputs: { image: { num_channels: 1 } }, outputs: { a: {}, b: {} } } } }, /2 outputs/],
  ])('are refused for %s', (_, change, words) => expect(refusal(() => readBundle(change))).toMatch(words));
});

describe('labelsFor', () => {
  it('knows organs and their lesions in other spellings, and codes what it does not know as an organ of that name', () => {
    expect(labelsFor(['background', 'Liver', 'liver_tumor', 'KidneyTumour', 'aorta']).map(label => label && [label.name, label.role, label.label])).toEqual([
      null, ['liver', 'organ', 'Liver'], ['liver-lesion', 'lesion', 'liver_tumor'], ['kidney-lesion', 'lesion', 'KidneyTumour'], ['structure-4', 'organ', 'aorta'],
    ]);
  });

  it('keeps names apart', () => expect(labelsFor(['background', 'kidney', 'kidney_tumor', 'kidney_cyst']).map(label => label?.name)).toEqual([undefined, 'kidney', 'kidney-lesion', 'kidney-lesion-3']));
  it('does not guess whose a lesion is', () => expect(refusal(() => labelsFor(['background', 'liver', 'spleen', 'lesion']))).toMatch(/unnamed organ/));
  it('wants a background', () => expect(refusal(() => labelsFor(['liver', 'tumour']))).toMatch(/background/));
});
