import { connectedComponents } from '../volume/components.ts';
import { sameGrid, voxelVolumeMl } from '../volume/geometry.ts';
import { makeVolume, type Labelmap, type Volume } from '../volume/volume.ts';

/** How much of one synthetic lesion a segmenter finds. */
export interface LesionScore {
  readonly volumeMm3: number;
  /** P: share of its voxels called lesion that were not called so before it was put there, 0..1. */
  readonly share: number;
  /** Largest intersection over union with one predicted component, 0..1. */
  readonly bestIou: number;
  /** Any voxel of it is called lesion that was not before. */
  readonly hit: boolean;
}

export interface ScanScore {
  /** By lesion number, the first is lesion 1. */
  readonly lesions: readonly LesionScore[];
  /** Volumes in mm3 of predicted components that touch no synthetic lesion and nothing predicted in the untouched scan: what the lesions provoked elsewhere. */
  readonly newFalsePositivesMm3: readonly number[];
}

export interface ScoreRequest {
  /** n = synthetic lesion n. */
  readonly instances: Labelmap;
  readonly count: number;
  /** 1 = called lesion, in the scan with the lesions and in the untouched one. Same grid. */
  readonly predicted: Volume<Uint8Array>;
  readonly untouched: Volume<Uint8Array>;
}

/** Scores the lesions of one scan; what is predicted joins through faces, edges and corners, as findings are measured. Throws RangeError when grids differ. */
export function scoreLesions({ instances, count, predicted, untouched }: ScoreRequest): ScanScore {
  if (!sameGrid(instances.geometry, predicted.geometry, 0.01) || !sameGrid(instances.geometry, untouched.geometry, 0.01)) throw new RangeError('Lesions and predictions lie on different grids.');
  const { labels, sizes } = connectedComponents(makeVolume(predicted.geometry, predicted.voxels), 26);
  const tallies = Array.from({ length: count + 1 }, () => ({ voxels: 0, called: 0, shared: new Map<number, number>() }));
  const isOld = new Uint8Array(sizes.length);
  for (let v = 0; v < labels.length; v++) {
    const [n, component] = [instances.voxels[v]!, labels[v]!];
    if (n > 0) tallies[n]!.voxels++;
    if (component === 0) continue;
    if (untouched.voxels[v] !== 0) isOld[component] = 1;
    if (n === 0) continue;
    const tally = tallies[n]!;
    if (untouched.voxels[v] === 0) tally.called++;
    tally.shared.set(component, (tally.shared.get(component) ?? 0) + 1);
  }
  const voxelMm3 = 1000 * voxelVolumeMl(instances.geometry);
  const touched = new Set(tallies.flatMap(({ shared }) => [...shared.keys()]));
  return {
    lesions: tallies.slice(1).map(({ voxels, called, shared }) => ({
      volumeMm3: voxels * voxelMm3,
      share: voxels === 0 ? 0 : called / voxels,
      bestIou: Math.max(0, ...[...shared].map(([component, both]) => both / (voxels + sizes[component]! - both))),
      hit: called > 0,
    })),
    newFalsePositivesMm3: sizes.flatMap((size, component) => (component > 0 && isOld[component] === 0 && !touched.has(component) ? [size * voxelMm3] : [])),
  };
}
