import { describe, expect, it } from 'vitest';
import { refusal } from '../../../../test/support/foreign-refusal.ts';
import { nnunet } from './nnunet.ts';

const fullres = { spacing: [2.5, 0.8, 0.75], patch_size: [48, 192, 160], normalization_schemes: ['CTNormalization'] };
const plans = {
  image_reader_writer: 'NibabelIOWithReorient',
  transpose_forward: [0, 1, 2],
  configurations: { '2d': { spacing: [0.8, 0.8], patch_size: [512, 512], normalization_schemes: ['CTNormalization'] }, '3d_fullres': fullres },
  foreground_intensity_properties_per_channel: { 0: { mean: 99.5, std: 37.1, percentile_00_5: -15, percentile_99_5: 197 } },
};
/** A plan as nnU-Net makes it for large images. */
const several = {
  ...plans.configurations,
  '3d_lowres': { inherits_from: '3d_fullres', spacing: [3, 1.5, 1.4], next_stage: '3d_cascade_fullres' },
  '3d_cascade_fullres': { inherits_from: '3d_fullres', previous_stage: '3d_lowres' },
};
const dataset = { channel_names: { 0: 'CT' }, labels: { tumour: 2, background: 0, liver: 1 } };

interface Change {
  readonly plans?: object;
  readonly dataset?: object;
  readonly configuration?: string;
  readonly folder?: string;
}
const read = ({ plans: otherPlans, dataset: otherDataset, ...options }: Change = {}) => nnunet.read({ 'plans.json': { ...plans, ...otherPlans }, 'dataset.json': { ...dataset, ...otherDataset } }, options);
/** With the settings of 3d_fullres changed. */
const withFullres = (change: object): Change => ({ plans: { configurations: { '3d_fullres': { ...fullres, ...change } } } });
const namesOf = (change: Change) => read(change).labels.map(label => label && [label.name, label.label]);

describe('nnU-Net exports', () => {
  it('become a manifest: axes turned, CT normalisation, classes by value', () => {
    expect(read()).toMatchObject({
      architecture: 'softmax-clipped-first', spacingMm: [0.75, 0.8, 2.5], windowSize: [160, 192, 48], orientation: 'RAS', axisOrder: 'zyx', overlap: 0.5, weighting: 'gaussian',
      windowHu: [-15, 197], normalisation: { kind: 'zscore', mean: 99.5, sd: 37.1 },
      labels: [null, { name: 'liver', role: 'organ' }, { name: 'liver-lesion', role: 'lesion', label: 'tumour' }],
    });
    expect(read()).not.toHaveProperty('transposed');
  });

  it('leave the orientation to the site when the reader keeps the file\'s', () => expect(read({ plans: { image_reader_writer: 'SimpleITKIO' } })).not.toHaveProperty('orientation'));
  it('keep the order of transposed axes', () => expect(read({ plans: { transpose_forward: [1, 0, 2] } }).transposed).toEqual([1, 0, 2]));
  it('need no channel for a label that is ignored', () => expect(namesOf({ dataset: { labels: { background: 0, liver: 1, ignore: 2 } } })).toEqual([null, ['liver', 'liver']]));
  it('take a region of one value for a class', () => expect(read({ dataset: { labels: { background: 0, liver: [1], tumour: 2 } } }).architecture).toBe('softmax-clipped-first'));

  it('may give overlapping regions, in the order of the file', () => {
    const change = { dataset: { labels: { background: 0, kidney: [1, 2, 3], masses: [2, 3], tumor: 2 }, regions_class_order: [1, 3, 2] } };
    expect(read(change).architecture).toBe('regions-clipped-first');
    expect(namesOf(change)).toEqual([null, ['kidney', 'kidney'], ['kidney-lesion-2', 'masses'], ['kidney-lesion', 'tumor']]);
  });

  describe('of several configurations', () => {
    const configurations = { plans: { configurations: several } };
    it('take the one asked for, with what it inherits', () => expect(read({ ...configurations, configuration: '3d_lowres' })).toMatchObject({ spacingMm: [1.4, 1.5, 3], windowSize: [160, 192, 48] }));
    it('take the one the folder is named after', () => expect(read({ ...configurations, folder: 'nnUNetTrainer_250epochs__nnUNetResEncUNetMPlans__3d_lowres' }).spacingMm).toEqual([1.4, 1.5, 3]));
    it('take the only one of three dimensions', () => expect(read({ folder: 'export' }).spacingMm).toEqual([0.75, 0.8, 2.5]));
    it.each([
      ['none is named', {}, /say which.*--configuration/],
      ['a cascade is', { configuration: '3d_cascade_fullres' }, /cascade/],
      ['the folder names a cascade', { folder: 'nnUNetTrainer__nnUNetPlans__3d_cascade_fullres' }, /cascade/],
      ['one that is not there is', { configuration: '3d_huge' }, /3d_huge/],
    ])('are refused where %s', (_, change, words) => expect(refusal(() => read({ ...configurations, ...change }))).toMatch(words));
    it('are refused where one inherits from itself', () => expect(refusal(() => read({ plans: { configurations: { '3d_fullres': { inherits_from: '3d_fullres' } } } }))).toMatch(/from itself/));
  });

  it('say what is resampled otherwise', () => {
    expect(read().differences.join()).toContain('cubic');
    expect(read(withFullres({ resampling_fn_data: 'resample_torch_simple' })).differences.join()).not.toContain('linearly');
  });

  it.each<[string, Change, RegExp]>([
    ['a two-dimensional network', { configuration: '2d' }, /three-dimensional/],
    ['a plan of two dimensions only', { plans: { configurations: { '2d': plans.configurations['2d'] } } }, /three-dimensional/],
    ['MR normalisation', withFullres({ normalization_schemes: ['ZScoreNormalization'] }), /ZScoreNormalization/],
    ['another preprocessor', withFullres({ preprocessor_name: 'OurPreprocessor' }), /OurPreprocessor/],
    ['images left at their own voxel size', withFullres({ resampling_fn_data: 'no_resampling_hack' }), /no_resampling_hack/],
    ['resampling of another order', withFullres({ resampling_fn_data_kwargs: { order: 0 } }), /order 0/],
    ['resampling of another mode', withFullres({ resampling_fn_data: 'resample_torch_simple', resampling_fn_data_kwargs: { mode: 'nearest' } }), /mode nearest/],
    ['axes that are no order', { plans: { transpose_forward: [0, 1, 1] } }, /transpose_forward/],
    ['two axes', { plans: { transpose_forward: [0, 1] } }, /transpose_forward/],
    ['two images', { dataset: { channel_names: { 0: 'portal', 1: 'arterial' } } }, /2 images/],
    ['regions without their order', { dataset: { labels: { background: 0, whole: [1, 2], tumour: 2 } } }, /regions_class_order/],
    ['regions painted in one value', { dataset: { labels: { background: 0, liver: [1, 2], tumour: 2 }, regions_class_order: [1, 1] } }, /value twice/],
    ['an answer read otherwise', { plans: { label_manager: 'OurLabels' } }, /OurLabels/],
    ['a gap in the labels', { dataset: { labels: { background: 0, liver: 1, tumour: 3 } } }, /gap/],
    ['labels that are no numbers', { dataset: { labels: { background: 0, liver: 'one' } } }, /whole number/],
    ['no background', { dataset: { labels: { liver: 1 } } }, /background/],
    ['the labels of nnU-Net v1', { dataset: { labels: { 0: 'background', 1: 'liver' } } }, /v1/],
    ['no statistics', { plans: { foreground_intensity_properties_per_channel: undefined } }, /foreground_intensity/],
    ['statistics that make no window', { plans: { foreground_intensity_properties_per_channel: { 0: { mean: 0, std: 0, percentile_00_5: 1, percentile_99_5: 1 } } } }, /no window/],
  ])('are refused for %s', (_, change, words) => expect(refusal(() => read(change))).toMatch(words));
});
