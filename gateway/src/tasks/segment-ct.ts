import type { SegmentResult } from '@lesion-forge/openapi';
import { ORGANS } from '../anatomy/organs/index.ts';
import type { Organ } from '../anatomy/organ.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import type { Finding } from '../lesions/finding.ts';
import { measureLesions } from '../lesions/measure.ts';
import { boundingBox } from '../volume/crop.ts';
import { voxelVolumeMl } from '../volume/geometry.ts';
import { offsetOf, type HuVolume, type Labelmap, type Volume } from '../volume/volume.ts';

/** What a network says about a CT, on the CT's own grid. */
export interface NetworkAnswer {
  /** Values are the manifest's channel indexes. */
  readonly labelmap: Labelmap;
  /** 0..1, on the CT's grid or a block of it that holds every lesion. */
  readonly lesionProbability?: Volume<Float32Array>;
  readonly models: SegmentResult['models'];
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number) => void;
  readonly overlap?: number | undefined;
}

/** Runs a named model on a CT. Throws model/*, inference/*. */
export type RunNetwork = (ct: HuVolume, model: ModelManifest, options: RunOptions) => Promise<NetworkAnswer>;

/** A CT with its organs and lesions found and measured. */
export interface SegmentedCt extends NetworkAnswer {
  readonly findings: readonly Finding[];
  readonly organs: SegmentResult['organs'];
  readonly warnings: SegmentResult['warnings'];
}

/** The organs a model outlines, with the labelmap values of organ and lesion. */
export function organsOf({ labels }: ModelManifest): readonly { organ: Organ; organValue: number; lesionValue: number | undefined }[] {
  const valueOf = (name: string) => labels.findIndex(label => label?.name === name);
  return ORGANS.flatMap(organ => {
    const organValue = valueOf(organ.segment.name);
    const lesionValue = valueOf(organ.lesion.name);
    return organValue < 0 ? [] : [{ organ, organValue, lesionValue: lesionValue < 0 ? undefined : lesionValue }];
  });
}

/** Measures what the network found. No organ, or no lesion, is a normal result; a missing organ is told as a warning. */
export function measureAnswer(ct: HuVolume, model: ModelManifest, answer: NetworkAnswer): SegmentedCt {
  const organs: SegmentedCt['organs'][number][] = [];
  const findings: Finding[] = [];
  const warnings: SegmentedCt['warnings'][number][] = [];
  for (const { organ, organValue, lesionValue } of organsOf(model)) {
    const measured = measureOrgan(ct, answer.labelmap, [organValue, lesionValue ?? organValue]);
    if (measured === undefined) warnings.push({ code: 'segment/organ-not-found', message: `No ${organ.label.toLowerCase()} was found; check that it is in the field of view.` });
    else organs.push({ name: organ.name, label: organ.label, ...measured });
    if (lesionValue === undefined) continue;
    const probability = answer.lesionProbability ? { probability: answer.lesionProbability } : {};
    findings.push(...measureLesions({ ct, labelmap: answer.labelmap, organValue, lesionValue, ...probability, minVolumeMm3: model.minLesionMm3 ?? 0 }));
  }
  return { ...answer, organs, findings, warnings };
}

/** Volume of organ with its lesions, mean of its parenchyma. Undefined when there is no voxel of it. */
function measureOrgan(ct: HuVolume, labelmap: Labelmap, [organValue, lesionValue]: readonly [number, number]): { volumeMl: number; meanHu: number } | undefined {
  const { voxels, geometry } = labelmap;
  let whole = 0;
  let parenchyma = 0;
  let sumHu = 0;
  const { low, high } = boundingBox(labelmap) ?? { low: [0, 0, 0], high: [0, 0, 0] };
  for (let k = low[2]; k < high[2]; k++)
    for (let j = low[1]; j < high[1]; j++) {
      const end = offsetOf(geometry, [high[0], j, k]);
      for (let v = offsetOf(geometry, [low[0], j, k]); v < end; v++) {
        const value = voxels[v];
        if (value !== organValue && value !== lesionValue) continue;
        whole++;
        if (value !== organValue) continue;
        parenchyma++;
        sumHu += ct.voxels[v]!;
      }
    }
  if (parenchyma === 0) return undefined;
  return { volumeMl: round(whole * voxelVolumeMl(geometry)), meanHu: round(sumHu / parenchyma) };
}

/** One decimal: more would claim what no scan can give. */
const round = (value: number): number => Math.round(10 * value) / 10;
