import type { SynthesisWarning } from '../../warning.ts';

export interface MassReachOptions {
  /** Radius of the ball that is to move, mm; 0 without a mass effect. */
  readonly wantedMm: number;
  /** Distance from the centre to the organ's border, mm; Infinity where none is near. */
  readonly borderMm: number;
  /** How far the lesion's shape reaches, mm. */
  readonly shapeMm: number;
}

export interface MassReach {
  /** Radius of the ball that moves, mm; 0 when nothing does. */
  readonly reachMm: number;
  readonly warnings: readonly SynthesisWarning[];
}

/** The ball that moves must hold the lesion and lie inside the organ: it shrinks to the nearest border, and to nothing when the lesion reaches farther. */
export function massReach({ wantedMm, borderMm, shapeMm }: MassReachOptions): MassReach {
  const freeMm = Math.min(wantedMm, borderMm);
  const reachMm = freeMm > shapeMm ? freeMm : 0;
  if (reachMm === wantedMm) return { reachMm, warnings: [] };
  const why = borderMm < wantedMm ? `the organ's border is ${borderMm.toFixed(1)} mm from the lesion's centre` : `the lesion itself reaches ${shapeMm.toFixed(1)} mm`;
  const what = reachMm === 0 ? 'The lesion pushes nothing aside' : `The lesion pushes aside what lies within ${reachMm.toFixed(1)} mm, not ${wantedMm.toFixed(1)} mm`;
  return { reachMm, warnings: [{ code: 'lesion/mass-effect-limited', message: `${what}: ${why}. Choose a site deeper in the organ or another reach for the whole mass effect.` }] };
}
