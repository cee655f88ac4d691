import { join } from 'node:path';
import type { Organ } from '../../anatomy/organ.ts';
import type { Generator, GeneratorTools } from '../../synthesis/generator.ts';
import type { QualityTest } from '../../synthesis/quality/quality-test.ts';
import type { ScanRecipe, VoxelDigests } from '../../synthesis/scan/scan-recipe.ts';
import type { SettledLesions } from '../../synthesis/scan/settle-lesions.ts';
import type { OrganStatistics } from '../../synthesis/survey/statistics.ts';
import { makeLesions } from '../../synthesis/scan/synthesize-scan.ts';
import type { HuVolume, Volume } from '../../volume/volume.ts';
import { writeScan } from '../synthesize/write-scan.ts';
import { writeWholeFolder } from '../whole-folder.ts';

/** What all variants of a batch share. Plain data: it is handed to threads, its voxels lie in shared memory. */
export interface BatchScan {
  readonly ct: HuVolume;
  readonly organMask: Volume<Uint8Array>;
  readonly organ: Organ;
  readonly statistics: OrganStatistics;
  readonly digests: VoxelDigests;
  /** Folder that the variants' folders lie in. */
  readonly out: string;
}

/** One variant, settled before it is made. Plain data. */
export interface Variant {
  /** Its folder: `0007`. */
  readonly name: string;
  readonly seed: number;
  readonly settled: SettledLesions;
  readonly phaseSource: ScanRecipe['phaseSource'];
}

/** What makes variants. Not plain data: each thread has its own. */
export interface VariantMaker {
  readonly generator: Generator;
  readonly tools: GeneratorTools;
  readonly quality?: QualityTest | undefined;
}

/** Makes a variant and writes its folder, whole or not at all. Throws placement/*, quality/not-reached, storage/disk-full, input/unreadable. */
export async function writeVariant({ name, ...wanted }: Variant, scan: BatchScan, { generator, tools, quality }: VariantMaker): Promise<void> {
  const { statistics, out, organ, organMask } = scan;
  const made = await makeLesions({ ...wanted, setting: { ...scan, generator }, statistics, quality }, tools);
  await writeWholeFolder(join(out, name), folder => writeScan(folder, { organ, organMask, generator, made }));
}
