import { isFree } from './is-free.ts';
import { ballSteps } from './ball-steps.ts';
import type { PlacementRequest } from './placement-request.ts';
import type { Sites, Step } from './step.ts';

/**
 * No vessel in the cube of the radius around the centre, anywhere in the organ (Hu et al. 2023, section 3.1: the collision test). Where
 * that leaves no site, the eased rules of the ball.
 */
export function cubeSteps(request: PlacementRequest): readonly Step[] {
  const eased = ballSteps(request).slice(1);
  return [
    { relaxations: [], fitMm: 0, legal: () => cubeSites(request) },
    ...eased.map(step => ({ ...step, relaxations: ['cube-test' as const, ...step.relaxations] })),
  ];
}

function cubeSites(request: PlacementRequest): Sites {
  const { survey, radiusMm } = request;
  const near = vesselWithin(request);
  const free = isFree(request, radiusMm);
  const sites: number[] = [];
  for (const at of survey.organSites) if (near[at] === 0 && free(at)) sites.push(at);
  return { sites, legalShare: sites.length / survey.organSites.length };
}

/** 1 where a vessel lies in the cube of half the side `radiusMm` along the grid's axes. */
function vesselWithin({ survey: { grid, vesselMask }, radiusMm }: PlacementRequest): Uint8Array {
  const { dimensions: [columns, rows, slices], spacingMm } = grid.geometry;
  let near: Uint8Array = vesselMask.voxels;
  for (const [axis, stride] of [1, columns, columns * rows].entries())
    near = widened(near, { stride, count: [columns, rows, slices][axis]!, reach: Math.round(radiusMm / spacingMm[axis]!) });
  return near;
}

interface Line {
  readonly stride: number;
  readonly count: number;
  /** Voxels on either side. */
  readonly reach: number;
}

function widened(mask: Uint8Array, { stride, count, reach }: Line): Uint8Array {
  const out = new Uint8Array(mask.length);
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 0) continue;
    const place = Math.floor(at / stride) % count;
    const last = Math.min(count - 1, place + reach);
    for (let p = Math.max(0, place - reach); p <= last; p++) out[at + (p - place) * stride] = 1;
  }
  return out;
}
