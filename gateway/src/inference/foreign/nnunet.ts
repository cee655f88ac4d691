import type { Vec3 } from '../../volume/geometry.ts';
import type { ForeignFormat, ForeignModel } from './foreign-model.ts';
import { configurationOf } from './nnunet-configuration.ts';
import { headsOf } from './nnunet-heads.ts';
import { asNumber, asObject, asTriple, unsupported, type JsonObject } from './reading.ts';

/** The readers of nnU-Net that turn every image to one orientation; the others leave it as the file has it. */
const ORIENTED_READERS: Readonly<Record<string, string>> = { NibabelIOWithReorient: 'RAS' };

/** How nnU-Net resamples, by the name in the plan, and how ours differs. Ours is linear. */
const RESAMPLING: Readonly<Record<string, string | undefined>> = {
  resample_data_or_seg_to_shape: 'nnU-Net: cubic in the plane, nearest across thick slices',
  resample_torch_simple: undefined,
  resample_torch_fornnunet: 'nnU-Net: nearest across thick slices',
};

const reversed = ([a, b, c]: readonly [number, number, number]): Vec3 => [c, b, a];

/**
 * nnU-Net v2: `plans.json` and `dataset.json` of a trained model (Isensee et al. 2021). Spacing and patch are stored in the order of the tensor: z, y, x of
 * the image unless `transpose_forward` says otherwise. CT normalisation is a clip to the 0.5 and 99.5 percentiles of the training foreground, then mean 0 and
 * SD 1, before resampling. Windows overlap by half under a Gaussian weight.
 */
export const nnunet: ForeignFormat = {
  name: 'nnU-Net v2',
  needs: ['plans.json', 'dataset.json'],
  read(files, options) {
    const plans = asObject(files['plans.json'], 'plans.json');
    const dataset = asObject(files['dataset.json'], 'dataset.json');
    const chosen = configurationOf(plans, options);
    const orientation = ORIENTED_READERS[String(plans['image_reader_writer'])];
    const resampling = resamplingOf(chosen);
    const { labels, areRegions } = headsOf(plans, dataset);
    return {
      architecture: areRegions ? 'regions-clipped-first' : 'softmax-clipped-first',
      spacingMm: reversed(asTriple(chosen['spacing'], 'spacing')),
      windowSize: reversed(asTriple(chosen['patch_size'], 'patch_size')),
      ...normalisationOf(plans, chosen, dataset),
      ...transpositionOf(plans),
      overlap: 0.5,
      weighting: 'gaussian',
      axisOrder: 'zyx',
      labels,
      ...(orientation ? { orientation } : {}),
      differences: [...(resampling === undefined ? [] : [`images are resampled linearly (${resampling})`]), 'no test-time mirroring', 'one network, no mean of several folds'],
    };
  },
};

/** How the framework resamples where ours differs. Throws for what ours would not come near. */
function resamplingOf(chosen: JsonObject): string | undefined {
  const preprocessor = chosen['preprocessor_name'] ?? 'DefaultPreprocessor';
  if (preprocessor !== 'DefaultPreprocessor') throw unsupported(`The plan prepares images by ${String(preprocessor)}; only nnU-Net's DefaultPreprocessor can be followed.`);
  const name = String(chosen['resampling_fn_data'] ?? 'resample_data_or_seg_to_shape');
  if (!(name in RESAMPLING)) throw unsupported(`The plan resamples images by ${name}; only ${Object.keys(RESAMPLING).join(', ')} can be followed.`);
  const settings = asObject(chosen['resampling_fn_data_kwargs'] ?? {}, 'resampling_fn_data_kwargs');
  const [order, mode] = [settings['order'] ?? 3, settings['mode'] ?? 'linear'];
  if (order !== 1 && order !== 3) throw unsupported(`The plan resamples images with order ${String(order)}; only order 3, or 1 (linear), can be followed.`);
  if (mode !== 'linear') throw unsupported(`The plan resamples images by mode ${String(mode)}; only linear can be followed.`);
  return name === 'resample_data_or_seg_to_shape' && order === 1 ? 'nnU-Net: nearest across thick slices' : RESAMPLING[name];
}

function transpositionOf(plans: JsonObject): Pick<ForeignModel, 'transposed'> {
  const order: unknown = plans['transpose_forward'] ?? [0, 1, 2];
  if (!Array.isArray(order) || order.length !== 3 || [0, 1, 2].some(axis => !order.includes(axis))) throw unsupported('transpose_forward in plans.json must name the axes 0, 1, 2 once each; only three-dimensional networks can be taken.');
  return order.every((axis, n) => axis === n) ? {} : { transposed: order as readonly number[] };
}

function normalisationOf(plans: JsonObject, chosen: JsonObject, dataset: JsonObject): Pick<ForeignModel, 'windowHu' | 'normalisation'> {
  const channels = Object.keys(asObject(dataset['channel_names'] ?? dataset['modality'], 'channel_names in dataset.json'));
  const schemes = chosen['normalization_schemes'];
  if (channels.length !== 1) throw unsupported(`The network wants ${channels.length} images at once; only one CT can be given.`);
  if (!Array.isArray(schemes) || schemes[0] !== 'CTNormalization') throw unsupported(`The plan normalises by ${String(Array.isArray(schemes) ? schemes[0] : schemes)}; only CTNormalization fits a CT.`);
  const byChannel = asObject(plans['foreground_intensity_properties_per_channel'] ?? plans['foreground_intensity_properties_by_modality'], 'foreground_intensity_properties_per_channel');
  const statistics = asObject(byChannel['0'], 'the intensity properties of channel 0');
  const value = (name: string) => asNumber(statistics[name], name);
  const [low, high, sd] = [value('percentile_00_5'), value('percentile_99_5'), value('std')];
  if (!(low < high && sd > 0)) throw unsupported(`The intensity properties of channel 0 make no window: percentiles ${low} to ${high}, SD ${sd}.`);
  return { windowHu: [low, high], normalisation: { kind: 'zscore', mean: value('mean'), sd } };
}
