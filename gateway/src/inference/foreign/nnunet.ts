import type { Vec3 } from '../../volume/geometry.ts';
import type { ForeignFormat, ForeignModel } from './foreign-model.ts';
import { labelsFor } from './label-terms.ts';
import { asNumber, asObject, asTriple, unsupported, type JsonObject } from './reading.ts';

/** Configurations that a single network can run by itself, in order of preference. */
const CONFIGURATIONS = ['3d_fullres', '3d_lowres'] as const;

/** The readers of nnU-Net that turn every image to one orientation; the others leave it as the file has it. */
const ORIENTED_READERS: Readonly<Record<string, string>> = { NibabelIOWithReorient: 'RAS' };

const reversed = ([a, b, c]: readonly [number, number, number]): Vec3 => [c, b, a];

/**
 * nnU-Net v2: `plans.json` and `dataset.json` of a trained model (Isensee et al. 2021). Spacing and patch are stored z, y, x. CT normalisation is a
 * clip to the 0.5 and 99.5 percentiles of the training foreground, then mean 0 and SD 1. Windows overlap by half under a Gaussian weight.
 */
export const nnunet: ForeignFormat = {
  name: 'nnU-Net v2',
  needs: ['plans.json', 'dataset.json'],
  read(files, { configuration }) {
    const plans = asObject(files['plans.json'], 'plans.json');
    const dataset = asObject(files['dataset.json'], 'dataset.json');
    const chosen = configurationOf(plans, configuration);
    const order = plans['transpose_forward'] ?? [0, 1, 2];
    if (!Array.isArray(order) || order.some((axis, n) => axis !== n)) throw unsupported('The plan reorders the axes (transpose_forward); only 0, 1, 2 can be taken. Train with a plan that keeps them.');
    const orientation = ORIENTED_READERS[String(plans['image_reader_writer'])];
    return {
      architecture: 'unet-softmax',
      spacingMm: reversed(asTriple(chosen['spacing'], 'spacing')),
      windowSize: reversed(asTriple(chosen['patch_size'], 'patch_size')),
      ...normalisationOf(plans, chosen, dataset),
      overlap: 0.5,
      weighting: 'gaussian',
      axisOrder: 'zyx',
      labels: labelsFor(classNames(dataset)),
      ...(orientation ? { orientation } : {}),
      differences: ['images are resampled linearly (nnU-Net: cubic)', 'no test-time mirroring'],
    };
  },
};

/** The configuration asked for or the best one there is, with what it inherits. */
function configurationOf(plans: JsonObject, wanted: string | undefined): JsonObject {
  const all = asObject(plans['configurations'], 'configurations in plans.json');
  const name = wanted ?? CONFIGURATIONS.find(known => known in all);
  const found = name === undefined ? undefined : all[name];
  if (name === undefined || found === undefined) throw unsupported(`The plan has no configuration ${wanted ?? CONFIGURATIONS.join(' or ')}, but ${Object.keys(all).join(', ')}; say which with --configuration.`);
  const own = asObject(found, `configuration ${name}`);
  if (own['previous_stage']) throw unsupported(`Configuration ${name} is a cascade and needs another network's answer; export 3d_fullres or 3d_lowres.`);
  const parent = own['inherits_from'];
  return typeof parent === 'string' ? { ...configurationOf(plans, parent), ...own } : own;
}

function normalisationOf(plans: JsonObject, chosen: JsonObject, dataset: JsonObject): Pick<ForeignModel, 'windowHu' | 'normalisation'> {
  const channels = Object.keys(asObject(dataset['channel_names'] ?? dataset['modality'], 'channel_names in dataset.json'));
  const schemes = chosen['normalization_schemes'];
  if (channels.length !== 1) throw unsupported(`The network wants ${channels.length} images at once; only one CT can be given.`);
  if (!Array.isArray(schemes) || schemes[0] !== 'CTNormalization') throw unsupported(`The plan normalises by ${String(Array.isArray(schemes) ? schemes[0] : schemes)}; only CTNormalization fits a CT.`);
  const byChannel = asObject(plans['foreground_intensity_properties_per_channel'], 'foreground_intensity_properties_per_channel');
  const statistics = asObject(byChannel['0'], 'the intensity properties of channel 0');
  const value = (name: string) => asNumber(statistics[name], name);
  return { windowHu: [value('percentile_00_5'), value('percentile_99_5')], normalisation: { kind: 'zscore', mean: value('mean'), sd: Math.max(1e-8, value('std')) } };
}

/** Class names in the order of their values, which must run 0, 1, 2, ... */
function classNames(dataset: JsonObject): readonly string[] {
  const labels = Object.entries(asObject(dataset['labels'], 'labels in dataset.json')).filter(([name]) => name !== 'ignore');
  if (labels.some(([, value]) => Array.isArray(value))) throw unsupported('The network was trained on overlapping regions; only one class a voxel can be taken.');
  const ordered = labels.map(([name, value]) => [name, Number(value)] as const).toSorted((a, b) => a[1] - b[1]);
  if (ordered.some(([, value], n) => value !== n)) throw unsupported('The values of the labels in dataset.json must run 0, 1, 2, ... without a gap.');
  return ordered.map(([name]) => name);
}
