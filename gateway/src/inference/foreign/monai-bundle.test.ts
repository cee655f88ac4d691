import { describe, expect, it } from 'vitest';
import { refusal } from '../../../../test/support/foreign-refusal.ts';
import { monaiBundle } from './monai-bundle.ts';

type Transform = Readonly<Record<string, unknown>>;
const TRANSFORMS: readonly Transform[] = [
  { _target_: 'LoadImaged', keys: 'image' },
  { _target_: 'monai.transforms.Orientationd', keys: 'image', axcodes: 'RAS' },
  { _target_: 'Spacingd', keys: 'image', pixdim: '@spacing', mode: 'bilinear' },
  { _target_: 'ScaleIntensityRanged', keys: 'image', a_min: -57, a_max: 164, b_min: 0, b_max: 1, clip: true },
];
const inference = {
  spacing: [1.5, 1.5, 2],
  display: { overlap: 0.5, loop: '@display#loop' },
  preprocessing: { _target_: 'Compose', transforms: TRANSFORMS },
  inferer: { _target_: 'SlidingWindowInferer', roi_size: [96, 80, 64], overlap: '@display#overlap', mode: 'gaussian' },
};
const input = { num_channels: 1, modality: 'CT' };
const pred = { num_channels: 2, channel_def: { 1: 'spleen', 0: 'background' } };
const format = (change: object) => ({ metadata: { network_data_format: { inputs: { image: input }, outputs: { pred }, ...change } } });

interface Change {
  readonly inference?: object;
  readonly metadata?: object;
}
const read = (change: Change = {}) => monaiBundle.read({ 'configs/metadata.json': { ...format({}).metadata, ...change.metadata }, 'configs/inference.json': { ...inference, ...change.inference } }, {});
const preparedBy = (transforms: readonly Transform[]): Change => ({ inference: { preprocessing: { transforms } } });
const changed = (name: string, change: object) => preparedBy(TRANSFORMS.map(each => (String(each['_target_']).endsWith(name) ? { ...each, ...change } : each)));
const inferredBy = (change: object): Change => ({ inference: { inferer: { ...inference.inferer, ...change } } });
const answeredBy = (...transforms: Transform[]) => ({ postprocessing: { _target_: 'Compose', transforms } });

describe('MONAI bundles', () => {
  it('become a manifest: window, spacing by reference, classes', () => {
    expect(read()).toMatchObject({
      architecture: 'softmax-as-trained', spacingMm: [1.5, 1.5, 2], windowSize: [96, 80, 64], orientation: 'RAS', axisOrder: 'xyz', overlap: 0.5, weighting: 'gaussian', windowHu: [-57, 164], normalisation: { kind: 'unit' },
      labels: [null, { name: 'spleen', role: 'organ' }], differences: [],
    });
  });

  it('may scale to any range', () => {
    expect(read(changed('ScaleIntensityRanged', { b_min: -1 })).normalisation).toEqual({ kind: 'signed' });
    // -57..164 onto 0..2: half of the HU above -57, by 55.25.
    expect(read(changed('ScaleIntensityRanged', { b_max: 2 })).normalisation).toEqual({ kind: 'zscore', mean: -57, sd: 110.5 });
  });

  it('may clip before they resample', () => expect(read(preparedBy([TRANSFORMS[3]!, TRANSFORMS[1]!, TRANSFORMS[2]!])).architecture).toBe('softmax-clipped-first'));
  it('may spell a transform in three ways', () => expect(read(changed('Orientationd', { _target_: 'OrientationDict' })).orientation).toBe('RAS'));
  it('may turn to the closest canonical orientation', () => expect(read(changed('Orientationd', { axcodes: undefined, as_closest_canonical: true })).orientation).toBe('RAS'));
  it('leave the orientation to the site where they do not turn the image', () => expect(read(preparedBy([TRANSFORMS[2]!, TRANSFORMS[3]!]))).not.toHaveProperty('orientation'));
  it('do without a transform that is switched off', () => expect(read(preparedBy([...TRANSFORMS, { _target_: 'NormalizeIntensityd', _disabled_: true }])).spacingMm).toEqual([1.5, 1.5, 2]));
  it('may end in the sigmoid of one class', () => {
    const one = { ...format({ outputs: { pred: { num_channels: 1, channel_def: { 0: 'liver tumor' } } } }), inference: answeredBy({ _target_: 'Activationsd', sigmoid: true }, { _target_: 'AsDiscreted', threshold: 0.5 }) };
    expect(read(one)).toMatchObject({ architecture: 'regions-as-trained', labels: [null, { name: 'liver-lesion' }] });
  });

  it('say what is left undone', () => {
    const change = { inference: { ...preparedBy([...TRANSFORMS, { _target_: 'CropForegroundd' }]).inference, ...answeredBy({ _target_: 'Activationsd', softmax: true }, { _target_: 'KeepLargestConnectedComponentd' }) } };
    expect(read(change).differences).toEqual([expect.stringContaining('not cropped'), expect.stringContaining('KeepLargestConnectedComponentd')]);
  });

  it.each<[string, Change, RegExp]>([
    ['a computed spacing', changed('Spacingd', { pixdim: '$[1.5, 1.5, 2.0]' }), /never run/],
    ['a computed list of transforms', { inference: { preprocessing: { transforms: '$@before + @after' } } }, /never run/],
    ['a reference to nothing', changed('Spacingd', { pixdim: '@nowhere' }), /names nothing/],
    ['a reference to itself', changed('Spacingd', { pixdim: '@display#loop' }), /back to itself/],
    ['a reference to what every object has', changed('Spacingd', { pixdim: '@constructor#name' }), /names nothing/],
    ['no spacing', preparedBy([TRANSFORMS[1]!, TRANSFORMS[3]!]), /no spacing/],
    ['a spacing within bounds', changed('Spacingd', { min_pixdim: [1, 1, 1] }), /min_pixdim/],
    ['resampling of another mode', changed('Spacingd', { mode: 'nearest' }), /mode nearest/],
    ['a spacing on axes not yet turned', preparedBy([TRANSFORMS[2]!, TRANSFORMS[1]!, TRANSFORMS[3]!]), /before it turns/],
    ['another intensity scaling', changed('ScaleIntensityRanged', { _target_: 'NormalizeIntensityd' }), /ScaleIntensityRanged/],
    ['an open window', changed('ScaleIntensityRanged', { clip: false }), /clip/],
    ['a window that falls', changed('ScaleIntensityRanged', { a_min: 300 }), /both must rise/],
    ['a transform that changes intensities', preparedBy([...TRANSFORMS, { _target_: 'monai.transforms.NormalizeIntensityd' }]), /NormalizeIntensityd/],
    ['a transform that moves voxels', preparedBy([...TRANSFORMS, { _target_: 'Resized' }]), /Resized/],
    ['a second spacing', preparedBy([...TRANSFORMS, TRANSFORMS[2]!]), /Spacingd twice/],
    ['another inferer', inferredBy({ _target_: 'SimpleInferer' }), /SimpleInferer/],
    ['windows as large as the image', inferredBy({ roi_size: [96, 96, -1] }), /three positive numbers/],
    ['windows filled up otherwise', inferredBy({ padding_mode: 'replicate' }), /replicate/],
    ['two outputs', format({ outputs: { a: pred, b: pred } }), /2 outputs/],
    ['two phases', format({ inputs: { image: { ...input, num_channels: 2 } } }), /2 channels/],
    ['MR images', format({ inputs: { image: { ...input, modality: 'MR' } } }), /MR/],
    ['channels without a name', format({ outputs: { pred: { ...pred, num_channels: 3 } } }), /3 channels/],
    ['a gap in the channels', format({ outputs: { pred: { channel_def: { 0: 'background', 2: 'spleen' } } } }), /gap/],
    ['classes that overlap', { inference: answeredBy({ _target_: 'Activationsd', sigmoid: true }) }, /sigmoid/],
  ])('are refused for %s', (_, change, words) => expect(refusal(() => read(change))).toMatch(words));
});
