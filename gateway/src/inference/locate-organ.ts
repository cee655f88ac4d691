import { GatewayError } from '../errors.ts';
import { boundingBox, growBox, wholeBox, type Box } from '../volume/crop.ts';
import { distanceMapMm } from '../volume/distance-map.ts';
import { ijkToLps, lpsToIjk, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume, type HuVolume, type Volume } from '../volume/volume.ts';
import type { LoadedModel } from './load-models.ts';
import { mainPieces } from './main-pieces.ts';
import { runNetwork, type RunNetworkTools } from './run-network.ts';
import type { Provider } from './worker-messages.ts';

/** Where an organ lies, roughly. */
export interface OrganRegion {
  /** Block of the CT's grid that holds the organ and the margin. */
  readonly box: Box;
  /** 1 within the margin of the organ, on the localiser's coarse grid. */
  readonly near: Volume<Uint8Array>;
}

export interface Located {
  /** Undefined when the organ is not in the scan. */
  readonly region: OrganRegion | undefined;
  readonly provider: Provider | undefined;
}

export interface LocateRequest {
  readonly ct: HuVolume;
  readonly localiser: LoadedModel;
  /** Name of the organ among the localiser's labels. */
  readonly organ: string;
  readonly marginMm: number;
}

/** Finds an organ on a coarse grid: the main pieces of what the localiser labels so. Throws model/unreadable when it knows no such organ. */
export async function locateOrgan({ ct, localiser, organ, marginMm }: LocateRequest, tools: RunNetworkTools): Promise<Located> {
  const channel = localiser.manifest.labels.findIndex(label => label?.name === organ);
  if (channel < 1) throw new GatewayError('model/unreadable', `Model ${localiser.manifest.name} does not find the organ "${organ}"; correct the manifest that names it.`);
  const { logits, grid, provider } = await runNetwork({ ct, box: wholeBox(ct.geometry), model: localiser }, tools);
  const organMask = Uint8Array.from(logits[channel]!, (score, v) => (logits.every((other, c) => c === channel || other[v]! < score) ? 1 : 0));
  const main = mainPieces(makeVolume(grid, organMask), localiser.manifest.labels[channel]?.pieces);
  const found = boundingBox(main);
  if (!found) return { region: undefined, provider };
  const box = growBox(boxOn(ct.geometry, grid, found), ct.geometry, marginMm);
  const near = makeVolume(grid, Uint8Array.from(distanceMapMm(main), distance => (distance <= marginMm ? 1 : 0)));
  return { region: { box, near }, provider };
}

/** Smallest block of one grid that holds a block (to its faces) of another. */
function boxOn(target: Geometry, source: Geometry, { low, high }: Box): Box {
  const corners = [low[0] - 0.5, high[0] - 0.5].flatMap(i => [low[1] - 0.5, high[1] - 0.5].flatMap(j => [low[2] - 0.5, high[2] - 0.5].map(k => lpsToIjk(target, ijkToLps(source, [i, j, k])))));
  const clip = (v: number, axis: number) => Math.min(target.dimensions[axis]!, Math.max(0, v));
  return {
    low: [0, 1, 2].map(axis => Math.min(target.dimensions[axis]! - 1, clip(Math.floor(Math.min(...corners.map(c => c[axis]!)) + 0.5), axis))) as unknown as Vec3,
    high: [0, 1, 2].map(axis => Math.max(1, clip(Math.ceil(Math.max(...corners.map(c => c[axis]!)) + 0.5), axis))) as unknown as Vec3,
  };
}
