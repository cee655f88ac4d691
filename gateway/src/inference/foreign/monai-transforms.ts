import type { BundleValue } from './bundle-value.ts';
import type { ForeignModel } from './foreign-model.ts';
import { asNumber, asObject, asTriple, unsupported, type JsonObject } from './reading.ts';

/** What is done to the image before the network sees it. */
export type Preparation = Pick<ForeignModel, 'spacingMm' | 'windowHu' | 'normalisation' | 'orientation' | 'differences'> & {
  /** Intensities are clipped before the image is resampled. */
  readonly clipsFirst: boolean;
};

/** Transforms that leave position and intensity of every voxel alone, and what we leave undone of them. */
const HARMLESS: Readonly<Record<string, string | undefined>> = {
  LoadImaged: undefined, EnsureChannelFirstd: undefined, AddChanneld: undefined, EnsureTyped: undefined, ToTensord: undefined, CastToTyped: undefined,
  ToDeviced: undefined, SelectItemsd: undefined, CropForegroundd: 'the image is not cropped to its foreground first',
};

/** "monai.transforms.OrientationDict" -> "Orientationd": a transform of named items has three spellings. */
export const className = (each: JsonObject): string => String(each['_target_'] ?? '').split('.').at(-1)!.replace(/(?:Dict|D)$/, 'd');

/** The transforms of a Compose in their order, without those that are switched off. */
export function transformsIn(compose: unknown, { name, valueOf }: { readonly name: string; readonly valueOf: BundleValue }): readonly JsonObject[] {
  const list = valueOf(asObject(valueOf(compose), `${name} in inference.json`)['transforms']);
  if (!Array.isArray(list)) throw unsupported(`The ${name} of the bundle lists no transforms.`);
  return list.map(each => asObject(each, 'a transform')).filter(each => valueOf(each['_disabled_'] ?? false) !== true);
}

/** Reads the preprocessing of a bundle. Throws model/foreign-unsupported for a transform that would change what the network sees and that we do not have. */
export function preparationOf(root: JsonObject, valueOf: BundleValue): Preparation {
  const transforms = transformsIn(root['preprocessing'], { name: 'preprocessing', valueOf });
  const names = transforms.map(className);
  const at = (name: string) => {
    if (names.indexOf(name) !== names.lastIndexOf(name)) throw unsupported(`The preprocessing holds ${name} twice; only one can be followed.`);
    return names.indexOf(name);
  };
  const [orientation, spacing, range] = [at('Orientationd'), at('Spacingd'), at('ScaleIntensityRanged')];
  if (spacing < 0) throw unsupported('The bundle resamples to no spacing (Spacingd); the network has no voxel size that could be kept.');
  if (range < 0) throw unsupported('The bundle scales intensities otherwise than by ScaleIntensityRanged; only a fixed HU window can be taken.');
  if (orientation > spacing) throw unsupported('The bundle resamples (Spacingd) before it turns the image (Orientationd), so that its spacing belongs to no fixed axes; only the other order can be taken.');
  const others = names.filter((name, n) => ![orientation, spacing, range].includes(n));
  const unknown = others.find(name => !(name in HARMLESS));
  if (unknown !== undefined) throw unsupported(`The preprocessing holds ${unknown || 'a transform without a name'}, which changes what the network sees and cannot be followed.`);
  return {
    ...spacingOf(transforms[spacing]!, valueOf),
    ...windowOf(transforms[range]!, valueOf),
    ...(orientation < 0 ? {} : { orientation: orientationOf(transforms[orientation]!, valueOf) }),
    clipsFirst: range < spacing,
    differences: others.flatMap(name => HARMLESS[name] ?? []),
  };
}

function orientationOf(transform: JsonObject, valueOf: BundleValue): string {
  return valueOf(transform['as_closest_canonical'] ?? false) === true ? 'RAS' : String(valueOf(transform['axcodes']));
}

function spacingOf(transform: JsonObject, valueOf: BundleValue): Pick<ForeignModel, 'spacingMm'> {
  const unfollowed = ['min_pixdim', 'max_pixdim'].find(key => (transform[key] ?? null) !== null);
  if (unfollowed !== undefined) throw unsupported(`Spacingd has ${unfollowed}, so that images keep voxel sizes of their own; only one voxel size can be taken.`);
  const mode = [valueOf(transform['mode'] ?? 'bilinear')].flat()[0];
  if (mode !== 'bilinear' && mode !== 1) throw unsupported(`Spacingd resamples by mode ${String(mode)}; only bilinear can be followed.`);
  return { spacingMm: asTriple(valueOf(transform['pixdim']), 'pixdim of Spacingd') };
}

function windowOf(transform: JsonObject, valueOf: BundleValue): Pick<ForeignModel, 'windowHu' | 'normalisation'> {
  const [low, high, bottom, top] = ['a_min', 'a_max', 'b_min', 'b_max'].map(name => asNumber(valueOf(transform[name]), `${name} of ScaleIntensityRanged`)) as [number, number, number, number];
  if (valueOf(transform['clip'] ?? false) !== true) throw unsupported('ScaleIntensityRanged does not clip; only a window that is clipped can be taken.');
  if (!(low < high && bottom < top)) throw unsupported(`ScaleIntensityRanged maps ${low} to ${high} HU onto ${bottom} to ${top}; both must rise.`);
  const kind = `${bottom},${top}` === '0,1' ? 'unit' : `${bottom},${top}` === '-1,1' ? 'signed' : undefined;
  const sd = (high - low) / (top - bottom);
  return { windowHu: [low, high], normalisation: kind ? { kind } : { kind: 'zscore', mean: low - bottom * sd, sd } };
}
