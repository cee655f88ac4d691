import { makeVolume, type HuVolume } from '../volume/volume.ts';
import type { Geometry } from '../volume/geometry.ts';
import { DecoderPool, type PoolOptions } from './codecs/decoder-pool.ts';
import { frameHeaders, type FrameHeader } from './frame-header.ts';
import { checkPlausible, HuWriter } from './hu-writer.ts';
import { contentComparison } from './content-comparison.ts';
import { planSeries } from './plan-series.ts';
import type { PlanOptions } from './rules/rule.ts';
import type { DicomInstance, SeriesHeader, SeriesVolume, SliceSource } from './series.ts';
import { storedPixels, type InstanceFrames } from './stored-pixels.ts';

export interface SeriesOptions extends PlanOptions {
  readonly signal?: AbortSignal;
  /** Fraction 0..1 of the slices written. */
  readonly onProgress?: (fraction: number) => void;
  readonly decoders?: PoolOptions;
}

/** Slices after which other work of the process gets a turn; also the most frames handed to a decoder process at once. */
const SLICES_A_TURN = 8;

/**
 * A CT series on its native grid in HU. Slices are sorted by position; every doubt is a warning or a refusal of the decision table.
 * Throws the GatewayError that `planSeries` would show, or one of `pixels/*`. All instances must belong to one series.
 */
export async function seriesToVolume(instances: readonly DicomInstance[], options: SeriesOptions = {}): Promise<SeriesVolume> {
  const instanceOf = new Map<FrameHeader, DicomInstance>();
  for (const instance of instances) for (const frame of frameHeaders(instance)) instanceOf.set(frame, instance);
  if (new Set(instances.map(instance => instance.seriesInstanceUid)).size > 1) throw new RangeError('Instances of several series were given.');
  const plan = planSeries([...instanceOf.keys()], options, contentComparison(instanceOf));
  if (plan.refusal || !plan.geometry) throw plan.refusal;
  const { volume, storedPixels: kept } = await assemble(plan.geometry, { frames: plan.frames, instanceOf, options });
  return { volume, slices: plan.frames.map(frame => sliceSource(frame, kept.get(frame))), header: seriesHeader(plan.frames), warnings: plan.warnings };
}

interface Assembly {
  readonly frames: readonly FrameHeader[];
  readonly instanceOf: ReadonlyMap<FrameHeader, DicomInstance>;
  readonly options: SeriesOptions;
}

async function assemble(geometry: Geometry, { frames, instanceOf, options }: Assembly): Promise<{ volume: HuVolume; storedPixels: ReadonlyMap<FrameHeader, Int16Array | Uint16Array> }> {
  const sliceVoxels = geometry.dimensions[0] * geometry.dimensions[1];
  const sliceIndex = new Map(frames.map((frame, k) => [frame, k]));
  const formats = frames.map(({ pixels }) => pixels);
  const writer = new HuWriter(sliceVoxels * frames.length, formats);
  const kept = new Map<FrameHeader, Int16Array | Uint16Array>();
  const queue = portions(frames, instanceOf);
  let pool: DecoderPool | undefined;
  const openPool = () => (pool ??= new DecoderPool(options.decoders));
  let done = 0;
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift())
      for await (const [frame, bytes] of storedPixels(next, openPool)) {
        options.signal?.throwIfAborted();
        const stored = writer.write((sliceIndex.get(frame) as number) * sliceVoxels, bytes, frame.pixels);
        if (stored) kept.set(frame, stored);
        if (++done % SLICES_A_TURN !== 0) continue;
        options.onProgress?.(done / frames.length);
        await new Promise(setImmediate);
      }
  };
  try {
    await Promise.all(Array.from({ length: options.decoders?.processes ?? 2 }, work));
  } finally {
    pool?.close();
  }
  checkPlausible(writer.range, formats);
  options.onProgress?.(1);
  return { volume: makeVolume(geometry, writer.voxels) as HuVolume, storedPixels: kept };
}

/** Work in small portions, so that the frames of one large object occupy every decoder process. */
function portions(frames: readonly FrameHeader[], instanceOf: ReadonlyMap<FrameHeader, DicomInstance>): InstanceFrames[] {
  const open = new Map<DicomInstance, FrameHeader[]>();
  const all: InstanceFrames[] = [];
  for (const frame of frames) {
    const instance = instanceOf.get(frame) as DicomInstance;
    const portion = open.get(instance);
    if (portion && portion.length < SLICES_A_TURN) {
      portion.push(frame);
      continue;
    }
    const fresh = [frame];
    open.set(instance, fresh);
    all.push({ instance, frames: fresh });
  }
  return all;
}

const sliceSource = (frame: FrameHeader, storedPixels: Int16Array | Uint16Array | undefined): SliceSource => ({
  sopInstanceUid: frame.sopInstanceUid,
  sopClassUid: frame.sopClassUid,
  ...(frame.frameNumber === undefined ? {} : { frameNumber: frame.frameNumber }),
  ...(frame.instanceNumber === undefined ? {} : { instanceNumber: frame.instanceNumber }),
  imagePositionText: frame.positionText,
  rescale: { slope: frame.pixels.slope ?? 1, intercept: frame.pixels.intercept ?? 0 },
  ...(storedPixels ? { storedPixels } : {}),
  dataset: frame.dataset,
});

function seriesHeader(frames: readonly FrameHeader[]): SeriesHeader {
  const [first] = frames as [FrameHeader];
  const unique = new Map(frames.map(({ sopInstanceUid, sopClassUid }) => [sopInstanceUid, { sopInstanceUid, sopClassUid }]));
  return {
    studyInstanceUid: first.studyInstanceUid,
    seriesInstanceUid: first.seriesInstanceUid,
    frameOfReferenceUid: first.frameOfReferenceUid ?? '',
    modality: first.modality,
    imageOrientationText: first.orientationText,
    pixelSpacingText: first.pixelSpacingText,
    ...(first.sliceThicknessText === undefined ? {} : { sliceThicknessText: first.sliceThicknessText }),
    synthetic: frames.some(frame => frame.synthetic),
    lossy: frames.some(frame => frame.lossy),
    instances: [...unique.values()],
    dataset: first.dataset,
  };
}
