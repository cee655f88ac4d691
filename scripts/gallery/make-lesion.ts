import type { ContrastPhase } from '../../gateway/src/anatomy/organ.ts';
import { cpuKernels } from '../../gateway/src/kernels/cpu.ts';
import { GatewayError } from '../../gateway/src/errors.ts';
import type { Generator } from '../../gateway/src/synthesis/generator.ts';
import type { NetworkLibrary } from '../../gateway/src/synthesis/networks.ts';
import { choosePlacement } from '../../gateway/src/synthesis/placement/choose-placement.ts';
import { synthesizeLesion, type SynthesizedLesion } from '../../gateway/src/synthesis/scan/synthesize-lesion.ts';
import type { GalleryCase } from './gallery-case.ts';

export interface Wish {
  readonly radiusMm: number;
  readonly seed: number;
  readonly phase?: ContrastPhase;
  readonly networks: NetworkLibrary;
}

/** A lesion of the wish in the case, at the same site whatever the generator; or the code of its refusal. */
export async function makeLesion({ ct, organMask, organ, survey, donors }: GalleryCase, generator: Generator, { networks, ...wish }: Wish): Promise<SynthesizedLesion | string> {
  const tools = { signal: new AbortController().signal, kernels: cpuKernels, donors, networks };
  try {
    const { centreLps } = choosePlacement({ survey, radiusMm: wish.radiusMm, seed: wish.seed });
    return await synthesizeLesion({ ct, organMask, organ, generator, survey, request: { ...wish, centreLps } }, tools);
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}
