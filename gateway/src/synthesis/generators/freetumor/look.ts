import { makeDraws } from '../../draws.ts';
import type { LesionRequest } from '../../generator.ts';
import type { FreeTumorSettings } from './settings.ts';

/** What is drawn for one lesion but its shape and texture. */
export interface FreeTumorLook {
  readonly deformation: number;
  readonly edgeSigmaVoxels: number;
  /** Undefined: the network is asked. */
  readonly drawnStrength: number | undefined;
}

/** Parameters that are set, the others drawn from the seed. */
export function resolveLook({ seed, parameters }: LesionRequest, { edgeSigmaVoxels: [low, high] }: FreeTumorSettings): FreeTumorLook {
  const draws = makeDraws({ seed, stage: 'parameters' });
  const set = (name: string) => parameters[name] as number | undefined;
  return {
    deformation: set('deformation') ?? draws.uniform('deformation', 0.13, 0.3),
    edgeSigmaVoxels: set('edgeSigmaVoxels') ?? draws.uniform('edge', low, high),
    drawnStrength: parameters['drawnStrength'] === true ? draws.uniform('strength', 0.2, 0.7) : undefined,
  };
}
