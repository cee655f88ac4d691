import { connectedComponents } from '../volume/components.ts';
import { crop } from '../volume/crop.ts';
import { voxelVolumeMl } from '../volume/geometry.ts';
import { jointBox } from './joint-box.ts';
import { assertSameGrid, type MaskPair } from './same-grid.ts';

/** One lesion of the reference, and what of the prediction touches it. */
export interface ReferenceLesion {
  /** Volume-equivalent radius, mm. */
  readonly radiusMm: number;
  readonly volumeMm3: number;
  /** Any voxel of it is predicted. */
  readonly overlapped: boolean;
  /** Largest intersection over union with one predicted lesion, 0..1. */
  readonly bestIou: number;
}

/** One predicted lesion that touches no lesion of the reference. */
export interface FalsePositive {
  readonly radiusMm: number;
  readonly volumeMm3: number;
}

export interface Detection {
  readonly lesions: readonly ReferenceLesion[];
  readonly falsePositives: readonly FalsePositive[];
  /** Predicted lesions in all. */
  readonly predicted: number;
}

export interface DetectionOptions {
  /** How voxels join to lesions: 6 as the papers count (scipy's default), 26 as findings are measured. */
  readonly connectivity?: 6 | 26;
}

/**
 * Matches the lesions (connected components) of a reference with those of a prediction. A lesion counts as hit at any overlap, as both papers
 * count, or at a stated intersection over union; that choice is the reader's, so both are given. Throws RangeError when the grids differ.
 */
export function detectLesions(pair: MaskPair, { connectivity = 6 }: DetectionOptions = {}): Detection {
  assertSameGrid(pair);
  const box = jointBox(pair);
  if (!box) return { lesions: [], falsePositives: [], predicted: 0 };
  const [reference, prediction] = [connectedComponents(crop(pair.reference, box), connectivity), connectedComponents(crop(pair.prediction, box), connectivity)];
  const voxelMm3 = 1000 * voxelVolumeMl(pair.reference.geometry);
  const shared = intersections(reference.labels, prediction.labels);
  const size = (volumeMm3: number) => ({ volumeMm3, radiusMm: Math.cbrt((3 * volumeMm3) / (4 * Math.PI)) });
  const lesions = reference.sizes.slice(1).map((voxels, n): ReferenceLesion => {
    const touching = [...(shared.get(n + 1) ?? [])];
    const ious = touching.map(([p, both]) => both / (voxels + prediction.sizes[p]! - both));
    return { ...size(voxels * voxelMm3), overlapped: touching.length > 0, bestIou: Math.max(0, ...ious) };
  });
  const matched = new Set([...shared.values()].flatMap(row => [...row.keys()]));
  const falsePositives = prediction.sizes.slice(1).flatMap((voxels, n) => (matched.has(n + 1) ? [] : [size(voxels * voxelMm3)]));
  return { lesions, falsePositives, predicted: prediction.sizes.length - 1 };
}

/** Voxels that a reference component and a predicted one have in common. */
function intersections(reference: Int32Array, prediction: Int32Array): Map<number, Map<number, number>> {
  const shared = new Map<number, Map<number, number>>();
  for (let v = 0; v < reference.length; v++) {
    const [r, p] = [reference[v]!, prediction[v]!];
    if (r === 0 || p === 0) continue;
    let row = shared.get(r);
    if (!row) shared.set(r, (row = new Map()));
    row.set(p, (row.get(p) ?? 0) + 1);
  }
  return shared;
}
