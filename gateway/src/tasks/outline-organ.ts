import type { Organ } from '../anatomy/organ.ts';
import type { Warning } from '../dicom/series.ts';
import { GatewayError } from '../errors.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import { maskOf } from '../volume/mask-of.ts';
import type { HuVolume, Volume } from '../volume/volume.ts';
import { organsOf, type RunNetwork, type RunOptions } from './segment-ct.ts';

export interface OutlineServices {
  /** The named model, or the default one. Throws model/*. */
  readonly model: (name?: string) => Promise<ModelManifest>;
  readonly runNetwork: RunNetwork;
}

export interface OutlinedOrgan {
  /** 1 = organ without its lesions, on the grid of the CT; all 0 where it was not found. */
  readonly mask: Volume<Uint8Array>;
  /** Whose outline it is. */
  readonly model: ModelManifest;
  readonly warnings: readonly Warning[];
}

/** Outlines an organ with the default model where that knows it, else with its localiser or the one it names for further organs, which do so coarsely: that is told. Throws mask/missing, model/*, inference/*. */
export async function outlineOrgan(ct: HuVolume, organ: Organ, { services, ...options }: { readonly services: OutlineServices } & RunOptions): Promise<OutlinedOrgan> {
  const { model, value, warnings } = await outliner(services, organ);
  const { labelmap } = await services.runNetwork(ct, model, options);
  return { mask: maskOf(labelmap, each => each === value), model, warnings };
}

interface Outliner {
  readonly model: ModelManifest;
  /** The organ's value in its labelmap. */
  readonly value: number;
  readonly warnings: readonly Warning[];
}

async function outliner(services: OutlineServices, organ: Organ): Promise<Outliner> {
  const model = await services.model();
  const value = valueOf(model, organ);
  if (value !== undefined) return { model, value, warnings: [] };
  for (const name of coarseOutliners(model)) {
    const coarse = await services.model(name);
    const found = valueOf(coarse, organ);
    if (found !== undefined) return { model: coarse, value: found, warnings: [coarseMask(coarse, organ, found)] };
  }
  throw new GatewayError('mask/missing', `No mask was given and none of the models at hand outlines the ${organ.label.toLowerCase()}; give a mask.`);
}

/** Names of the models that may outline what the default one does not know, in the order they are asked. */
export const coarseOutliners = ({ localiser, furtherOrgans }: ModelManifest): readonly string[] => [localiser?.model, furtherOrgans].filter(name => name !== undefined);

/** The organ's value in a model's labelmap, if it outlines that. */
export const valueOf = (model: ModelManifest, { name }: Organ): number | undefined => organsOf(model).find(({ organ }) => organ.name === name)?.organValue;

function coarseMask({ name, spacingMm, labels }: ModelManifest, organ: Organ, value: number): Warning {
  const evidence = labels[value]?.evidence ?? 'how well is not known';
  return { code: 'mask/coarse', message: `The ${organ.label.toLowerCase()} was outlined by ${name} on a grid of ${Math.max(...spacingMm)} mm, which is rough (${evidence}); look at the outline before you rely on it, or give a mask.` };
}
