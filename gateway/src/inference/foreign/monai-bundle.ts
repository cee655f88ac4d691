import { expression, type BundleValue } from './bundle-value.ts';
import type { ForeignFormat, ForeignModel } from './foreign-model.ts';
import { labelsFor } from './label-terms.ts';
import { className, preparationOf, transformsIn } from './monai-transforms.ts';
import { asNumber, asObject, asTriple, unsupported, type JsonObject } from './reading.ts';

const METADATA = 'configs/metadata.json';
const INFERENCE = 'configs/inference.json';

/** Transforms of the answer that change no label: they bring it to the image's grid and write it. */
const TAKEN_CARE_OF = new Set(['Activationsd', 'AsDiscreted', 'Invertd', 'SaveImaged', 'EnsureTyped', 'ToTensord', 'CopyItemsd']);

/**
 * A MONAI bundle: classes from `metadata.json` (network_data_format), spacing, orientation, intensity range and windows from the transforms and
 * the inferer of `inference.json`. Values that are expressions ("$...") or references ("@...") are followed where they name a plain value, and
 * refused otherwise: nothing of a bundle is ever run.
 */
export const monaiBundle: ForeignFormat = {
  name: 'MONAI bundle',
  needs: [METADATA, INFERENCE],
  read(files) {
    const metadata = asObject(files[METADATA], 'metadata.json');
    const inference = asObject(files[INFERENCE], 'inference.json');
    const valueOf = expression(inference);
    const { clipsFirst, differences, ...numbers } = preparationOf(inference, valueOf);
    const names = classNames(asObject(metadata['network_data_format'], 'network_data_format in metadata.json'));
    const after = answerOf(inference, { names, valueOf });
    return {
      architecture: `${after.isSigmoid ? 'regions' : 'softmax'}-${clipsFirst ? 'clipped-first' : 'as-trained'}`,
      ...numbers,
      ...infererOf(inference, valueOf),
      axisOrder: 'xyz',
      labels: labelsFor(after.isSigmoid ? ['background', ...names] : names),
      differences: [...differences, ...after.differences],
    };
  },
};

function infererOf(root: JsonObject, valueOf: BundleValue): Pick<ForeignModel, 'windowSize' | 'overlap' | 'weighting'> {
  const inferer = asObject(valueOf(root['inferer']), 'inferer in inference.json');
  if (!/^SlidingWindowInferer(Adapt)?$/.test(className(inferer))) throw unsupported(`The inferer is ${className(inferer) || 'not named'}; only SlidingWindowInferer can be taken.`);
  const padding = [valueOf(inferer['padding_mode'] ?? 'constant'), valueOf(inferer['cval'] ?? 0)];
  if (padding[0] !== 'constant' || padding[1] !== 0) throw unsupported(`The inferer fills windows that leave the image by ${padding.map(String).join(' ')}; only constant 0 can be followed.`);
  return {
    windowSize: asTriple(valueOf(inferer['roi_size']), 'roi_size of the inferer'),
    overlap: inferer['overlap'] === undefined ? 0.25 : asNumber(valueOf(inferer['overlap']), 'overlap of the inferer'),
    weighting: valueOf(inferer['mode'] ?? 'constant') === 'gaussian' ? 'gaussian' : 'constant',
  };
}

/** Names of the output channels, from the one output there is. */
function classNames(format: JsonObject): readonly string[] {
  const [inputs, outputs] = [Object.values(asObject(format['inputs'], 'inputs')), Object.values(asObject(format['outputs'], 'outputs'))].map(all => all.map(each => asObject(each, 'an input or output'))) as [JsonObject[], JsonObject[]];
  const channels = inputs.reduce((sum, input) => sum + asNumber(input['num_channels'], 'num_channels'), 0);
  if (channels !== 1) throw unsupported(`The network wants ${channels} channels; only one CT can be given.`);
  const modality = inputs[0]?.['modality'];
  if (typeof modality === 'string' && modality.toUpperCase() !== 'CT') throw unsupported(`The network was trained on ${modality.slice(0, 20)}; only CT can be given.`);
  if (outputs.length !== 1) throw unsupported(`The network has ${outputs.length} outputs; only one can be taken.`);
  const definition = asObject(outputs[0]!['channel_def'], 'channel_def of the output');
  const names = Object.entries(definition).toSorted((a, b) => Number(a[0]) - Number(b[0]));
  if (names.some(([key], n) => key !== String(n))) throw unsupported('The channels in channel_def of the output must run 0, 1, 2, ... without a gap.');
  const stated = outputs[0]!['num_channels'];
  if (stated !== undefined && stated !== names.length) throw unsupported(`The output has ${String(stated)} channels and channel_def names ${names.length}; name each of them.`);
  return names.map(([, name]) => String(name));
}

/** What the bundle does with the answer of its network: the sort of its last layer, and what we leave undone. */
function answerOf(root: JsonObject, { names, valueOf }: { readonly names: readonly string[]; readonly valueOf: BundleValue }): { readonly isSigmoid: boolean; readonly differences: readonly string[] } {
  const transforms = root['postprocessing'] === undefined ? [] : transformsIn(root['postprocessing'], { name: 'postprocessing', valueOf });
  const isSigmoid = transforms.some(each => className(each) === 'Activationsd' && valueOf(each['sigmoid']) === true);
  if (isSigmoid && names.length !== 1) throw unsupported(`The network gives ${names.length} overlapping classes (sigmoid); only a softmax, or a sigmoid of one class, can be taken.`);
  const left = transforms.map(className).filter(name => !TAKEN_CARE_OF.has(name));
  return { isSigmoid, differences: left.length === 0 ? [] : [`the labels are not worked over by ${left.join(', ')}`] };
}
