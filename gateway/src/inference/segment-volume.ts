import { cropGeometry, paste, wholeBox } from '../volume/crop.ts';
import { voxelCount } from '../volume/geometry.ts';
import { makeVolume, type HuVolume, type Labelmap, type Volume } from '../volume/volume.ts';
import type { LoadedModel } from './load-models.ts';
import { locateOrgan, type Located } from './locate-organ.ts';
import { architectureOf, runNetwork, type RunNetworkTools } from './run-network.ts';

/** A network that took part, for the record. */
export interface ModelUse {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the network file. */
  readonly digest: string;
  /** Execution provider; `none` when no window was worth running. */
  readonly provider: string;
}

export interface SegmentedVolume {
  /** On the CT's grid; values are the manifest's channel indexes. All 0 when the localiser finds no organ. */
  readonly labelmap: Labelmap;
  /** 0..1, on a block of the CT's grid that holds every lesion; absent when there is none. */
  readonly lesionProbability?: Volume<Float32Array>;
  /** The localiser first, where there was one. */
  readonly models: readonly ModelUse[];
}

export interface SegmentTools extends RunNetworkTools {
  /** Throws model/unknown, model/unreadable, model/altered. */
  readonly loadModel: (name: string) => Promise<LoadedModel>;
}

/** Shares of the whole, for progress. */
const LOCATED = 0.15;
const PREDICTED = 0.9;

/**
 * Labels a CT with a model: its localiser (when the manifest names one) finds the organ on a coarse grid, the network sees the organ's box
 * with its margin, and the scores return to the CT's grid. Rejects with the signal's reason within one window. Throws model/*, inference/*.
 */
export async function segmentVolume(ct: HuVolume, model: LoadedModel, tools: SegmentTools): Promise<SegmentedVolume> {
  const labelmap = makeVolume(ct.geometry, new Uint8Array(voxelCount(ct.geometry)));
  const part = (from: number, to: number) => ({ ...tools, onProgress: (fraction: number) => tools.onProgress?.(from + fraction * (to - from)) });
  const located = await locate(ct, model, part(0, LOCATED));
  if (located.uses.length > 0 && !located.region) return { labelmap, models: [...located.uses, useOf(model, undefined)] };
  const box = located.region?.box ?? wholeBox(ct.geometry);
  const near = located.region ? { near: located.region.near } : {};
  const { logits, grid, provider } = await runNetwork({ ct, box, model, ...near }, part(LOCATED, PREDICTED));
  const { manifest } = model;
  const answer = await architectureOf(manifest).finish({
    logits, grid, target: cropGeometry(ct.geometry, box), manifest,
    onProgress: part(PREDICTED, 1).onProgress, ...(tools.signal ? { signal: tools.signal } : {}),
  });
  paste(labelmap, answer.labelmap, box);
  const { lesionProbability } = answer;
  return { labelmap, ...(lesionProbability ? { lesionProbability } : {}), models: [...located.uses, useOf(model, provider)] };
}

async function locate(ct: HuVolume, { manifest }: LoadedModel, tools: SegmentTools): Promise<{ region?: Located['region']; uses: readonly ModelUse[] }> {
  if (!manifest.localiser) return { uses: [] };
  const { organ, marginMm } = manifest.localiser;
  const localiser = await tools.loadModel(manifest.localiser.model);
  const { region, provider } = await locateOrgan({ ct, localiser, organ, marginMm }, { ...tools, overlap: undefined });
  return { region, uses: [useOf(localiser, provider)] };
}

const useOf = ({ manifest: { name, version, sha256 } }: LoadedModel, provider: string | undefined): ModelUse => ({ name, version, digest: sha256, provider: provider ?? 'none' });
