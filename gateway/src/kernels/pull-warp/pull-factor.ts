/** How tissue gives way, each a pull map g' = g factor(g): the voxel at distance g from the centre shows what lay at g'. */
export const PULL_MAPS = ['eq5', 'quadratic', 'incompressible'] as const;
export type PullMap = (typeof PULL_MAPS)[number];

export interface Pull {
  readonly map: PullMap;
  /**
   * 0 <= strength < 1, which keeps every map monotone. `eq5`: I / 100 of Hu et al. 2023, equation 5; `quadratic`: k; `incompressible`: the share
   * of the lesion's volume that displaces.
   */
  readonly strength: number;
  /** Volume-equivalent radius of the lesion, mm. */
  readonly radiusMm: number;
  /** Radius of the ball that moves, mm. */
  readonly reachMm: number;
}

/**
 * The factor at a distance below the reach, from 0 to 1; 1 beyond. With t = g / reach and s = strength:
 * eq5: 1 - s (1 - t)^2; quadratic: 1 - s (1 - t^2); incompressible: cbrt(1 - s) up to r, then cbrt(1 - w s (r / g)^3), where w falls from 1 at r to 0
 * at the reach as 1 - smoothstep.
 */
export function pullFactor({ map, strength, radiusMm, reachMm }: Pull, distanceMm: number): number {
  const t = distanceMm / reachMm;
  if (t >= 1) return 1;
  if (map === 'eq5') return 1 - strength * (1 - t) * (1 - t);
  if (map === 'quadratic') return 1 - strength * (1 - t * t);
  if (distanceMm <= radiusMm) return Math.cbrt(1 - strength);
  const u = (distanceMm - radiusMm) / (reachMm - radiusMm);
  const weight = 1 - u * u * (3 - 2 * u);
  return Math.cbrt(1 - weight * strength * (radiusMm / distanceMm) ** 3);
}
