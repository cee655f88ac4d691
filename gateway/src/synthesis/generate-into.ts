import type { Organ } from '../anatomy/organ.ts';
import { GatewayError } from '../errors.ts';
import { crop, wholeBox, type Box } from '../volume/crop.ts';
import type { Vec3 } from '../volume/geometry.ts';
import type { HuVolume, Volume, Voxels } from '../volume/volume.ts';
import { assertFinite } from './survey/assert-finite.ts';
import { compose } from './compose.ts';
import type { GeneratedLesion, Generator, GeneratorTools, LesionRequest } from './generator.ts';
import { boxAround } from './frame/box-around.ts';
import { growthRoom } from './placement/growth-room.ts';
import { runGenerator } from './run-generator.ts';
import type { OrganStatistics } from './survey/statistics.ts';

export interface GenerateIntoInput {
  readonly ct: HuVolume;
  readonly organMask: Volume<Uint8Array>;
  readonly organ: Organ;
  readonly statistics: OrganStatistics;
  readonly generator: Generator;
  readonly lesion: LesionRequest;
}

export interface LesionPatch {
  /** Where the patch lies in the scan. */
  readonly box: Box;
  /** The scan with the lesion, inside the box. */
  readonly patch: HuVolume;
  readonly generated: GeneratedLesion;
}

/** Below this share of the asked volume a lesion is refused rather than cut. */
const SMALLEST_VOLUME_SHARE = 0.4;

/**
 * Runs a generator on the part of the scan around a lesion and composes the result there. The scan is not changed. An exophytic lesion
 * gets the tissue around the organ that gives way as part of its organ mask, so that no generator need know of it.
 */
export async function generateInto({ ct, organMask, lesion, generator, ...rest }: GenerateIntoInput, tools: GeneratorTools): Promise<LesionPatch> {
  const isExophytic = Number(lesion.parameters['exophytic'] ?? 0) > 0;
  // A float scan is looked over for what is no number, and room for growth is made: neither is to be done on all of a scan.
  const isWhole = generator.cropsItself === true && !isExophytic && ct.voxels instanceof Int16Array;
  const box = isWhole ? wholeBox(ct.geometry) : boxAround(ct.geometry, lesion.centreLps, generator.marginMm(lesion.radiusMm, lesion.parameters));
  const around = part(ct as Volume<Float32Array | Int16Array>, box) as HuVolume;
  assertFinite(around, 'lesion');
  const organ = part(organMask, box);
  const request = { ...rest, scan: ct, ct: around, organMask: isExophytic ? growthRoom(around, organ, rest.statistics) : organ, lesion };
  const { copy, ...generated } = await runGenerator(generator, request, tools);
  tools.signal.throwIfAborted();
  const share = generated.provenance['volumeShare'];
  if (typeof share === 'number' && share < SMALLEST_VOLUME_SHARE)
    throw new GatewayError('placement/radius-too-large', `At this site the organ holds only ${Math.round(100 * share)} % of a lesion of ${lesion.radiusMm} mm; choose a deeper site or a smaller radius.`, {
      context: { radiusMm: lesion.radiusMm, volumeShare: share },
    });
  if (!generated.box) return { box, patch: compose(around, generated.deltaHu), generated };
  const touched = shifted(generated.box, box.low);
  return { box: touched, patch: compose(copy ?? (crop<Float32Array | Int16Array>(ct, touched) as HuVolume), generated.deltaHu, { inPlace: true }), generated };
}

/** The volume itself where the box is all of it: nobody writes to either. */
const part = <V extends Voxels>(volume: Volume<V>, box: Box): Volume<V> => (box.low.every(v => v === 0) && box.high.every((v, axis) => v === volume.geometry.dimensions[axis]) ? volume : crop(volume, box));

const shifted = ({ low, high }: Box, by: Vec3): Box => ({ low: low.map((v, axis) => v + by[axis]!) as unknown as Vec3, high: high.map((v, axis) => v + by[axis]!) as unknown as Vec3 });
