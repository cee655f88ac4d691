import type { Organ } from '../../anatomy/organ.ts';
import type { SeriesVolume } from '../../dicom/series.ts';
import { writeNifti } from '../../nifti/write.ts';
import type { Generator } from '../../synthesis/generator.ts';
import type { SynthesizedScan } from '../../synthesis/scan/synthesize-scan.ts';
import { syntheticLabelmap, writeSynthetic } from '../../tasks/write-synthetic.ts';
import type { Volume } from '../../volume/volume.ts';
import type { OutputFolder } from '../output-folder.ts';
import { runIdentity } from '../run-identity.ts';

export interface WriteScanRequest {
  readonly organ: Organ;
  readonly organMask: Volume<Uint8Array>;
  readonly generator: Generator;
  readonly made: SynthesizedScan;
  /** What the scan was read from, where that was DICOM. */
  readonly series?: SeriesVolume | undefined;
}

/** Writes image, label and recipe; for DICOM also the marked series and its segmentation. */
export async function writeScan(out: OutputFolder, request: WriteScanRequest): Promise<void> {
  const { organMask, made, series } = request;
  if (series) await writeDicom(out, { ...request, series });
  await out.write('image.nii.gz', writeNifti(made.ct, { gzip: true, description: 'SYNTHETIC - NOT ACQUIRED' }));
  await out.write('label.nii.gz', writeNifti(syntheticLabelmap(organMask, made.instances), { gzip: true }));
  await out.writeJson('recipe.json', made.recipe);
}

async function writeDicom(out: OutputFolder, request: WriteScanRequest & { readonly series: SeriesVolume }): Promise<void> {
  const { generator: { name, version }, made: { recipe }, series } = request;
  const run = runIdentity({ task: 'synthesize', series, engine: `${name}@${version}`, parameters: recipe });
  const { images, segmentation } = writeSynthetic({ ...request, recipe, ...run });
  for (const [k, { bytes }] of images.entries()) await out.write(`dicom/${String(k + 1).padStart(4, '0')}.dcm`, bytes);
  await out.write('seg.dcm', segmentation.bytes);
}
