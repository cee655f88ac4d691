import type { Field } from '../../../kernels/field.ts';
import type { Kernels } from '../../../kernels/kernels.ts';
import { lesionBlendKernel } from '../../../kernels/lesion-blend/kernel.ts';
import type { HuVolume, Volume } from '../../../volume/volume.ts';
import type { GenerationRequest } from '../../generator.ts';
import { lesionFrame } from '../../frame/lesion-frame.ts';
import { opacityOf, SUPPORT } from '../../fields/opacity-of.ts';
import { structureOf } from '../../fields/structure-of.ts';
import { territoryOf } from '../../fields/territory-of.ts';
import type { Copy } from './choose.ts';
import { copied } from './copied-fields.ts';

export interface PaintOptions {
  readonly request: GenerationRequest;
  readonly copy: Copy;
  readonly contrastGain: number;
  readonly edgeSigmaMm: number;
  /** The part of the scan to paint on, its organ mask and the lesion's occupancy there. */
  readonly ct: HuVolume;
  readonly organMask: Volume<Uint8Array>;
  readonly occupancy: Field<'f32'>;
}

/** The blend may be made up for what it takes from the mean contrast up to this factor. */
const LARGEST_BOOST = 1.4;
/** A donor's pattern is looked up this often through a thick slice, mm. */
const LAYER_MM = 1.5;

/**
 * HU difference that puts the donor's lesion in: its contrast to its own parenchyma, carried over to this one's, in place of the structure that was
 * there. The noise is the scan's own; of the donor only what is slower than its noise comes along. Exactly 0 outside the support.
 */
export async function paint(kernels: Kernels, options: PaintOptions): Promise<Field<'f32'>> {
  const { request: { statistics }, ct: { geometry, voxels }, organMask, edgeSigmaMm } = options;
  const f = kernels.upload(voxels);
  const structure = structureOf(kernels, f, { geometry, statistics });
  const opacity = opacityOf(kernels, options.occupancy, { geometry, edgeSigmaMm });
  const territory = territoryOf(kernels, kernels.upload(organMask.voxels), { geometry });
  const detail = kernels.upload(copiedHu(options, { opacity: await kernels.read(opacity), occupancy: await kernels.read(options.occupancy) }));
  const { meanHu, sdHu } = statistics;
  const parameters = { dimensions: [...geometry.dimensions, 0] as const, bounded: 1, meanHu, sdHu, contrastHu: 0, noiseGain: 1, least: SUPPORT };
  return kernels.run(lesionBlendKernel, { inputs: [f, structure, structure, opacity, territory, detail], parameters, length: f.length });
}

/** The donor's contrast times opacity at each voxel the lesion touches, raised so that the mean over the lesion is the donor's. */
function copiedHu({ request: { lesion }, copy, contrastGain, ct: { geometry } }: PaintOptions, { opacity, occupancy }: { opacity: Float32Array; occupancy: Float32Array }): Float32Array {
  const frame = lesionFrame(geometry, lesion.centreLps);
  const at = copied(copy, copy.lesion.contrastHu);
  const [columns, rows, slices] = geometry.dimensions;
  const layers = Math.max(1, Math.ceil(geometry.spacingMm[2] / LAYER_MM));
  const hu = new Float32Array(opacity.length);
  let [made, volume] = [0, 0];
  for (let k = 0, v = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, v++) {
        if (opacity[v]! < SUPPORT) continue;
        for (let layer = 0; layer < layers; layer++) {
          const w = k + (layer + 0.5) / layers - 0.5;
          hu[v]! += (opacity[v]! * at(frame.x(i, j, w), frame.y(i, j, w), frame.z(i, j, w))) / layers;
        }
        made += occupancy[v]! * hu[v]!;
        volume += occupancy[v]!;
      }
  const boost = (copy.lesion.meanContrastHu * volume) / made;
  const gain = contrastGain * (boost > 0 ? Math.min(LARGEST_BOOST, Math.max(1, boost)) : 1);
  return hu.map(value => gain * value);
}
