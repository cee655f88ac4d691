import type { LesionKind } from '../../anatomy/lesion-kind.ts';
import type { HuVolume, Volume } from '../../volume/volume.ts';
import { makeDraws } from '../draws.ts';
import { fatAround } from './fat-around.ts';
import type { Generator } from '../generator.ts';
import type { Exophytic } from './placement-request.ts';

type Parameters = Readonly<Record<string, unknown>>;

export interface GrowingLesion {
  readonly kind: LesionKind;
  readonly radiusMm: number;
  readonly seed: number;
  /** The generator's own, checked. */
  readonly parameters: Parameters;
}

/** How lesions grow beyond an organ. */
export interface ExophyticGrowth {
  /** The parameters with the share outside settled: asked, else drawn as the kind grows. Unchanged where the generator has no such parameter. */
  readonly settle: (lesion: GrowingLesion) => Parameters;
  /** What the choice of a site must know of it; nothing for a lesion that stays inside. */
  readonly forPlacement: (parameters: Parameters) => { readonly exophytic?: Exophytic };
}

/** The growth that a generator can make in a scan. */
export function exophyticGrowth({ generator, ct, organMask }: { readonly generator: Generator; readonly ct: HuVolume; readonly organMask: Volume<Uint8Array> }): ExophyticGrowth {
  const { properties = {} } = generator.parameters as { readonly properties?: Parameters };
  const roomAt = fatAround(ct, organMask);
  return {
    settle: lesion => ('exophytic' in properties && lesion.parameters['exophytic'] === undefined ? { ...lesion.parameters, exophytic: drawnShare(lesion) } : lesion.parameters),
    forPlacement: ({ exophytic: share }) => (typeof share === 'number' && share > 0 ? { exophytic: { share, roomAt } } : {}),
  };
}

function drawnShare({ kind: { exophytic }, radiusMm, seed }: GrowingLesion): number {
  const draws = makeDraws({ seed, stage: 'parameters' });
  return radiusMm >= exophytic.fromRadiusMm && draws.chance('exophytic', exophytic.probability) ? draws.uniform('exophytic share', ...exophytic.share) : 0;
}
