import { lesionKindNamed } from '../../gateway/src/anatomy/lesion-kind-named.ts';
import { liver } from '../../gateway/src/anatomy/organs/liver.ts';
import { cpuKernels } from '../../gateway/src/kernels/cpu.ts';
import type { Kernels } from '../../gateway/src/kernels/kernels.ts';
import { generateInto, type LesionPatch } from '../../gateway/src/synthesis/generate-into.ts';
import type { Generator } from '../../gateway/src/synthesis/generator.ts';
import { checkParameters } from '../../gateway/src/synthesis/parameters.ts';
import type { OrganStatistics } from '../../gateway/src/synthesis/survey/statistics.ts';
import type { Vec3 } from '../../gateway/src/volume/geometry.ts';
import { GRIDS, NOISE_HU, organPhantom, type OrganPhantom } from '../phantoms/organ-phantom.ts';

export type GridName = keyof typeof GRIDS;

/** In mm from the phantom's deep point: well inside the organ, or so that its border cuts the lesion. */
const SITES = { deep: [0, 0, 0], border: [-33, 3, -2] } as const;

export interface LesionCase {
  readonly generator: Generator;
  readonly grid: GridName;
  readonly radiusMm: number;
  readonly seed: number;
  readonly site: keyof typeof SITES;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface LesionDifference {
  /** What computed the second lesion, as its provenance says. */
  readonly backend: unknown;
  readonly largestHu: number;
  readonly labelVoxelsDiffering: number;
  /** Voxels that the references leave alone and the other backend changes. */
  readonly strayVoxels: number;
  readonly lesionVoxels: number;
}

/** About what measuring the phantom gives; measuring it would take longer than the lesions. */
const STATISTICS: OrganStatistics = { meanHu: 110, sdHu: 14, noiseSdHu: NOISE_HU, vesselThresholdHu: 150, vesselFraction: 0.02, volumeMl: 380 };

const phantoms = new Map<GridName, OrganPhantom>();

function phantomOn(grid: GridName): OrganPhantom {
  const made = phantoms.get(grid) ?? organPhantom(GRIDS[grid]);
  phantoms.set(grid, made);
  return made;
}

/** Makes one lesion with the references and one on another backend, and says how far they are from each other. */
export async function compareLesions(kernels: Kernels, { generator, grid, radiusMm, seed, site, parameters = {} }: LesionCase): Promise<LesionDifference> {
  const { ct, organMask, deepLps } = phantomOn(grid);
  const centreLps = deepLps.map((mm, axis) => mm + SITES[site][axis]!) as unknown as Vec3;
  const lesion = { centreLps, radiusMm, seed, kind: lesionKindNamed(liver), phase: 'venous' as const, parameters: checkParameters(generator, parameters) };
  const input = { ct, organMask, organ: liver, statistics: STATISTICS, generator, lesion };
  const { signal } = new AbortController();
  const [wanted, got] = [await generateInto(input, { signal, kernels: cpuKernels }), await generateInto(input, { signal, kernels })];
  return { backend: got.generated.provenance['backend'], lesionVoxels: got.generated.label.voxels.reduce((a, b) => a + b, 0), ...differences(wanted, got) };
}

function differences(wanted: LesionPatch, got: LesionPatch): Pick<LesionDifference, 'largestHu' | 'labelVoxelsDiffering' | 'strayVoxels'> {
  let [largestHu, labelVoxelsDiffering, strayVoxels] = [0, 0, 0];
  for (let v = 0; v < wanted.patch.voxels.length; v++) {
    if (wanted.generated.deltaHu.voxels[v] === 0 && got.patch.voxels[v] !== wanted.patch.voxels[v]) strayVoxels++;
    largestHu = Math.max(largestHu, Math.abs(wanted.patch.voxels[v]! - got.patch.voxels[v]!));
    if (wanted.generated.label.voxels[v] !== got.generated.label.voxels[v]) labelVoxelsDiffering++;
  }
  return { largestHu, labelVoxelsDiffering, strayVoxels };
}
