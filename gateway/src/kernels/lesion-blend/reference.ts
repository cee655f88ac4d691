import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import { smoothstep } from '../smoothstep.ts';

type Layout = { readonly dimensions: 'vec4u'; readonly bounded: 'u32' } & Readonly<Record<'meanHu' | 'sdHu' | 'contrastHu' | 'noiseGain' | 'least', 'f32'>>;
type Run = ReferenceRun<readonly ['f32', 'f32', 'f32', 'f32', 'f32', 'f32'], 'f32', Layout>;

/** See kernel.ts. */
export function lesionBlend({ inputs: [f, structure, displaced, opacity, territory, detail], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { dimensions: [columns], meanHu, sdHu, contrastHu, noiseGain, least } = parameters;
  const bounded = parameters.bounded === 1;
  const spread = Math.max(10, sdHu / 2);
  for (let row = 0; 2 * row < region.length; row++)
    for (let v = columns * row + region[2 * row]!, end = columns * row + region[2 * row + 1]!; v < end; v++) {
      const share = bounded ? territory[v]! : 1;
      const inside = share > 0;
      const base = structure[v]!;
      const moved = inside ? displaced[v]! - base : 0;
      const alpha = opacity[v]! >= least ? opacity[v]! : 0;
      const extra = detail[v]!;
      out[v] = moved;
      if (alpha === 0 && (!inside || extra === 0)) continue;
      const size = Math.abs(share);
      const belongs = inside ? Math.min(1, size / 0.75) : looksLikeOrgan(base, size, { meanHu, sdHu, spread });
      const replace = smoothstep(size, 0.8, 0.98);
      const below = replace * (base + moved) + (1 - replace) * meanHu;
      const lesionHu = meanHu + contrastHu - below + replace * (noiseGain - 1) * (f[v]! - base);
      out[v] = moved + belongs * (alpha * lesionHu + extra);
    }
}

/**
 * How far a voxel just outside the mask belongs to the organ all the same, 0..1. Masks often end a millimetre or two inside the visible
 * border; a lesion that stopped there would leave a bright rim.
 */
function looksLikeOrgan(structureHu: number, share: number, { meanHu, sdHu, spread }: { meanHu: number; sdHu: number; spread: number }): number {
  if (share < 0.03 || structureHu > meanHu + 2 * sdHu) return 0;
  return smoothstep(structureHu, meanHu - 3 * spread, meanHu - spread) * smoothstep(share, 0.03, 0.2);
}
