import { GatewayError } from '../../errors.ts';
import { makeVolume } from '../../volume/volume.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import type { LesionLook } from '../plan/asked-lesion.ts';
import type { Generator, GeneratorTools } from '../generator.ts';
import type { ScanSetting } from './scan-setting.ts';
import { synthesizeScan, type SynthesizedScan } from './synthesize-scan.ts';

export interface GrowthSeriesInput extends ScanSetting, LesionLook {
  /** Volume-equivalent radius at each time point, mm, rising. */
  readonly radiiMm: readonly number[];
  /** Unsigned 32-bit. */
  readonly seed: number;
  /** Site in LPS mm; absent: one that takes the largest is drawn. */
  readonly centreLps?: Vec3;
}

/**
 * One lesion at several times, in the same scan: same site, same look, same growth, each label inside the next. The largest is made first and settles
 * whatever is drawn. Throws as synthesizeScan does, and generator/invalid-parameters when the radii do not rise.
 */
export async function growthSeries({ radiiMm, centreLps, ...input }: GrowthSeriesInput, tools: GeneratorTools): Promise<readonly SynthesizedScan[]> {
  if (radiiMm.length === 0 || radiiMm.some((radiusMm, n) => n > 0 && radiusMm <= radiiMm[n - 1]!))
    throw new GatewayError('generator/invalid-parameters', `The radii of a growth series must rise, got ${radiiMm.join(', ')} mm.`, { context: { radiiMm } });
  const last = await synthesizeScan({ ...input, lesions: [{ radiusMm: radiiMm.at(-1)!, ...(centreLps ? { centreLps } : {}) }] }, tools);
  const [{ kind, phase, parameters, centreLps: site } = missing()] = last.recipe.lesions;
  const same = { ...input, kind, phase, parameters: sameLook(input, parameters) };
  const series: SynthesizedScan[] = [];
  for (const radiusMm of radiiMm) {
    const made = await synthesizeScan({ ...same, lesions: [{ radiusMm, centreLps: site }] }, tools);
    series.push(enclosing(made, series.at(-1)));
  }
  return series;
}

/**
 * What a caller could set of all that the largest was made from, so that another size looks the same. Of alternatives (a bending in mm, or as a share of
 * the radius) the one that the caller set stays, else the one that goes with the size.
 */
function sameLook({ generator, parameters: set = {} }: LesionLook & { readonly generator: Generator }, made: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const properties = generator.parameters['properties'] as Readonly<Record<string, { readonly 'x-instead-of'?: string }>>;
  const replaced = Object.keys(set).map(name => properties[name]?.['x-instead-of']);
  const kept = Object.entries(made).filter(([name]) => properties[name] && !properties[name]['x-instead-of'] && !replaced.includes(name));
  return { ...Object.fromEntries(kept), ...set };
}

/** The scan with the earlier label as part of its own: at a border that both touch, rounding may give a voxel to the smaller alone. */
function enclosing(made: SynthesizedScan, earlier: SynthesizedScan | undefined): SynthesizedScan {
  if (!earlier) return made;
  return { ...made, instances: makeVolume(made.instances.geometry, made.instances.voxels.map((v, at) => v || earlier.instances.voxels[at]!)) };
}

function missing(): never {
  throw new RangeError('A scan of one lesion has a recipe without it.');
}

/** Radii in mm after the given days, when the volume doubles every `doublingDays`: r(t) = r(0) 2^(t / 3 T). */
export const radiiByDoubling = ({ radiusMm, doublingDays, days }: { readonly radiusMm: number; readonly doublingDays: number; readonly days: readonly number[] }): readonly number[] =>
  days.map(day => radiusMm * 2 ** (day / (3 * doublingDays)));
