import type { Volume } from '../../volume/volume.ts';
import type { AskedLesion } from '../plan/asked-lesion.ts';
import type { GeneratorTools } from '../generator.ts';
import type { Placement } from '../placement/choose-placement.ts';
import type { ScanSetting } from './scan-setting.ts';
import { synthesizeScan, type SynthesizedScan } from './synthesize-scan.ts';

export interface SynthesizeLesionInput extends ScanSetting {
  readonly request: Omit<AskedLesion, 'radiusMm' | 'sizeClass' | 'seed'> & {
    /** Volume-equivalent radius, mm. */
    readonly radiusMm: number;
    /** Unsigned 32-bit. */
    readonly seed: number;
  };
}

export interface SynthesizedLesion extends SynthesizedScan {
  /** 1 = lesion, on the grid of the CT: the instances of a scan of one. */
  readonly lesionLabel: Volume<Uint8Array>;
  readonly placement: Placement;
}

/** Puts one lesion into a CT: `synthesizeScan` for a scan of one. Throws as it does. */
export async function synthesizeLesion({ request, ...setting }: SynthesizeLesionInput, tools: GeneratorTools): Promise<SynthesizedLesion> {
  const made = await synthesizeScan({ ...setting, seed: request.seed, lesions: [request], ...(request.phase ? { phase: request.phase } : {}) }, tools);
  return { ...made, lesionLabel: made.instances, placement: made.recipe.lesions[0]!.placement };
}
