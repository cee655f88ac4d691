import { cpuKernels } from '../kernels/cpu.ts';
import { generateInto } from '../synthesis/generate-into.ts';
import type { LesionRequest } from '../synthesis/generator.ts';
import { makeDraws } from '../synthesis/draws.ts';
import { GatewayError } from '../errors.ts';
import { crop, growBox, paste, type Box } from '../volume/crop.ts';
import { lpsToIjk, type Vec3 } from '../volume/geometry.ts';
import { pasteOverlap } from '../volume/paste-overlap.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import type { FeedConfig } from './config.ts';
import { drawLesions } from './draw-lesions.ts';
import { LABEL, type Host } from './host.ts';
import type { Maker } from './maker.ts';
import { addGrain } from './grain.ts';
import { AIR_HU, readView } from './read-view.ts';
import { drawView, footprint, toScanIndex } from './view.ts';

export interface Patch {
  readonly index: number;
  readonly dimensions: Vec3;
  readonly hu: Float32Array;
  readonly labels: Uint8Array;
  readonly lesionCount: number;
  /** Only where the configuration asks for it. */
  readonly original?: PatchOriginal;
}

/** What a patch's view shows without synthetic lesions, the same grain included. */
export interface PatchOriginal {
  /** Place of the case in the configuration's list. */
  readonly caseNumber: number;
  readonly hu: Float32Array;
  readonly labels: Uint8Array;
}

export interface FeedSource {
  /** The case for a uniform draw in 0..1. */
  readonly hosts: (weightDraw: number) => Host;
  readonly config: FeedConfig;
  readonly maker: Maker;
  readonly signal: AbortSignal;
}

/** Training patch number `index`: a host, lesions in the part of it that is seen, and the view of that part. */
export async function makePatch({ hosts, config, maker, signal }: FeedSource, index: number): Promise<Patch> {
  const draws = makeDraws({ seed: config.seed, lesion: index, stage: 'scan' });
  const host = hosts(draws.uniform('host', 0, 1));
  const lesions = drawLesions({ host, config, maker, draws });
  const view = drawView(host, config, { draws, lesions });
  const { dimensions } = view;
  const seen = footprint(view, host.ct.geometry);
  const look = (part: Part | undefined) => {
    if (!part) return { hu: new Float32Array(dimensions[0] * dimensions[1] * dimensions[2]).fill(AIR_HU), labels: new Uint8Array(dimensions[0] * dimensions[1] * dimensions[2]) };
    const shown = readView({ ...part, dimensions, toScan: toScanIndex(view, part.ct.geometry) });
    addGrain(shown.hu, AIR_HU, draws);
    return shown;
  };
  const part = (): Part | undefined => seen && { ct: crop(host.ct, seen), truth: crop(host.truth, seen) };
  const original = config.withOriginal ? { caseNumber: config.cases.findIndex(({ name }) => name === host.name), ...look(part()) } : undefined;
  const made = part();
  let lesionCount = 0;
  if (made && seen) for (const lesion of lesions) lesionCount += (await addLesion({ host, maker, signal, ...made, seen, lesion })) ? 1 : 0;
  return { index, dimensions, ...look(made), lesionCount, ...(original && { original }) };
}

/** The seen part of a scan. */
interface Part {
  readonly ct: Volume<Int16Array>;
  readonly truth: Labelmap;
}

interface AddLesion extends Part {
  readonly host: Host;
  readonly maker: Maker;
  readonly signal: AbortSignal;
  readonly seen: Box;
  readonly lesion: LesionRequest;
}

/** Puts a lesion into the region in place; false when it lies outside it or the organ there does not hold it. */
async function addLesion({ host, maker: { organ, generator }, signal, ct, truth, seen, lesion }: AddLesion): Promise<boolean> {
  const voxel = lpsToIjk(host.ct.geometry, lesion.centreLps).map(Math.round) as unknown as Vec3;
  const reach = growBox({ low: voxel, high: voxel.map(v => v + 1) as unknown as Vec3 }, host.ct.geometry, lesion.radiusMm);
  if (reach.low.some((v, a) => v >= seen.high[a]! || reach.high[a]! <= seen.low[a]!)) return false;
  const work = growBox({ low: voxel, high: voxel.map(v => v + 1) as unknown as Vec3 }, host.ct.geometry, generator.marginMm(lesion.radiusMm, lesion.parameters));
  const { ct: workCt, organMask } = overlay({ host, ct, seen }, work);
  try {
    const { box, patch, generated } = await generateInto({ ct: workCt, organMask, organ, statistics: host.survey.statistics, generator, lesion }, { signal, kernels: cpuKernels });
    const labelBox = shift(box, work.low);
    pasteOverlap({ volume: ct, box: seen }, { volume: patch as Volume<Int16Array>, box: labelBox });
    markLesion(truth, generated.label, { truthBox: seen, labelBox });
    return true;
  } catch (error) {
    if (error instanceof GatewayError && error.code.startsWith('placement/')) return false;
    throw error;
  }
}

/** The scan in `work`, with what earlier lesions changed in the seen part. */
function overlay({ host, ct, seen }: { host: Host; ct: Volume<Int16Array>; seen: Box }, work: Box): { ct: Volume<Int16Array>; organMask: Volume<Uint8Array> } {
  const workCt = crop(host.ct, work);
  pasteOverlap({ volume: workCt, box: work }, { volume: ct, box: seen });
  return { ct: workCt, organMask: crop(host.organMask, work) };
}

const shift = (box: Box, by: Vec3): Box => ({ low: box.low.map((v, a) => v + by[a]!) as unknown as Vec3, high: box.high.map((v, a) => v + by[a]!) as unknown as Vec3 });

function common(a: Box, b: Box): Box | undefined {
  const low = a.low.map((v, axis) => Math.max(v, b.low[axis]!)) as unknown as Vec3;
  const high = a.high.map((v, axis) => Math.min(v, b.high[axis]!)) as unknown as Vec3;
  return low.every((v, axis) => v < high[axis]!) ? { low, high } : undefined;
}

/** Marks the lesion's voxels in the truth, except where it must be ignored. */
function markLesion(truth: Labelmap, label: Volume<Uint8Array>, { truthBox, labelBox }: { truthBox: Box; labelBox: Box }): void {
  const both = common(truthBox, labelBox);
  if (!both) return;
  const minus = (low: Vec3) => shift(both, low.map(v => -v) as unknown as Vec3);
  const part = crop(truth, minus(truthBox.low));
  const lesion = crop(label, minus(labelBox.low));
  const marked = part.voxels.map((value, v) => (lesion.voxels[v] === 1 && value !== LABEL.ignore ? LABEL.lesion : value));
  paste(truth, makeVolume(part.geometry, marked), minus(truthBox.low));
}
