import type { ForeignFormat, ForeignModel } from './foreign-model.ts';
import { labelsFor } from './label-terms.ts';
import { asNumber, asObject, asTriple, unsupported, type JsonObject } from './reading.ts';

const METADATA = 'configs/metadata.json';
const INFERENCE = 'configs/inference.json';

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
    const format = asObject(metadata['network_data_format'], 'network_data_format in metadata.json');
    const transforms = transformsOf(inference);
    const [orientation, spacing] = [transforms.get('Orientationd'), transforms.get('Spacingd')];
    if (!spacing) throw unsupported('The bundle resamples to no spacing (Spacingd); the network has no voxel size that could be kept.');
    return {
      architecture: 'unet-softmax',
      spacingMm: asTriple(resolve(spacing['pixdim'], inference), 'pixdim of Spacingd'),
      ...windowOf(transforms, inference),
      ...infererOf(inference),
      axisOrder: 'xyz',
      labels: labelsFor(classNames(format)),
      ...(orientation ? { orientation: String(resolve(orientation['axcodes'], inference)) } : {}),
      differences: transforms.has('CropForegroundd') ? ['the image is not cropped to its foreground first'] : [],
    };
  },
};

/** Transforms by the last part of their class name, in the order of preprocessing. */
function transformsOf(inference: JsonObject): ReadonlyMap<string, JsonObject> {
  const list = asObject(inference['preprocessing'], 'preprocessing in inference.json')['transforms'];
  if (!Array.isArray(list)) throw unsupported('The preprocessing of the bundle lists no transforms.');
  return new Map(list.map(each => asObject(each, 'a transform')).map(each => [className(each), each] as const));
}

const className = (each: JsonObject): string => String(each['_target_'] ?? '').split('.').at(-1)!;

/** Follows "@name#key" to a plain value. Throws for expressions. */
function resolve(value: unknown, root: JsonObject): unknown {
  if (Array.isArray(value)) return value.map(item => resolve(item, root));
  if (typeof value !== 'string' || !/^[$@%]/.test(value)) return value;
  if (!/^@[\w#.]+$/.test(value)) throw unsupported(`"${value.slice(0, 60)}" is a computed value, which is never run; write the value itself into inference.json.`);
  const target = value.slice(1).split(/#|::/).reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as JsonObject)[key] : undefined), root);
  if (target === undefined) throw unsupported(`${value} names nothing in inference.json.`);
  return resolve(target, root);
}

function windowOf(transforms: ReadonlyMap<string, JsonObject>, root: JsonObject): Pick<ForeignModel, 'windowHu' | 'normalisation'> {
  const range = transforms.get('ScaleIntensityRanged');
  if (!range) throw unsupported('The bundle scales intensities otherwise than by ScaleIntensityRanged; only a fixed HU window can be taken.');
  const value = (name: string) => asNumber(resolve(range[name], root), `${name} of ScaleIntensityRanged`);
  const output = `${value('b_min')},${value('b_max')}`;
  if (range['clip'] !== true || (output !== '0,1' && output !== '-1,1')) throw unsupported('The intensity window must be clipped to 0..1 or -1..1.');
  return { windowHu: [value('a_min'), value('a_max')], normalisation: { kind: output === '0,1' ? 'unit' : 'signed' } };
}

function infererOf(root: JsonObject): Pick<ForeignModel, 'windowSize' | 'overlap' | 'weighting'> {
  const inferer = asObject(root['inferer'], 'inferer in inference.json');
  if (className(inferer) !== 'SlidingWindowInferer') throw unsupported(`The inferer is ${className(inferer) || 'not named'}; only SlidingWindowInferer can be taken.`);
  return {
    windowSize: asTriple(resolve(inferer['roi_size'], root), 'roi_size of the inferer'),
    overlap: inferer['overlap'] === undefined ? 0.25 : asNumber(resolve(inferer['overlap'], root), 'overlap of the inferer'),
    weighting: resolve(inferer['mode'] ?? 'constant', root) === 'gaussian' ? 'gaussian' : 'constant',
  };
}

/** Names of the output channels, from the one output there is. */
function classNames(format: JsonObject): readonly string[] {
  const [inputs, outputs] = [Object.values(asObject(format['inputs'], 'inputs')), Object.values(asObject(format['outputs'], 'outputs'))];
  const channels = inputs.reduce<number>((sum, input) => sum + asNumber(asObject(input, 'an input')['num_channels'], 'num_channels'), 0);
  if (channels !== 1) throw unsupported(`The network wants ${channels} channels; only one CT can be given.`);
  if (outputs.length !== 1) throw unsupported(`The network has ${outputs.length} outputs; only one can be taken.`);
  const definition = asObject(asObject(outputs[0], 'the output')['channel_def'], 'channel_def of the output');
  return Object.keys(definition).toSorted((a, b) => Number(a) - Number(b)).map(key => String(definition[key]));
}
