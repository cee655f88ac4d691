import { GatewayError } from '../errors.ts';
import type { Geometry } from '../volume/geometry.ts';
import type { FrameHeader } from './frame-header.ts';
import { RULES } from './rules/index.ts';
import type { ContentComparison, Phase, PlanContext, PlanOptions } from './rules/rule.ts';
import { stackGeometry } from './rules/stack-geometry.ts';
import type { Warning } from './series.ts';
import { warning } from './warnings.ts';

/** What would be made of a series, and why not more. */
export interface SeriesPlan {
  /** The slices that make the volume, ascending k; empty when refused. */
  readonly frames: readonly FrameHeader[];
  readonly geometry?: Geometry;
  readonly warnings: readonly Warning[];
  /** The choices, where the series holds several acquisitions. */
  readonly phases: readonly Phase[];
  readonly refusal?: GatewayError;
}

const DEFAULTS = { minSlices: 10, maxVoxels: 1024 * 1024 * 1024 } as const;

/**
 * Judges a series from its headers: which frames form a volume on which grid, what is worth telling, or the refusal.
 * The job uses the same function with `content`, so that preview and job differ only where pixels must be compared
 * (then the preview says so: `series/duplicates-unchecked`). Never throws a GatewayError.
 */
export function planSeries(frames: readonly FrameHeader[], options: PlanOptions = {}, content?: ContentComparison): SeriesPlan {
  const warnings = new Map<string, Warning>();
  let phases: readonly Phase[] = [];
  const context: PlanContext = {
    options: { ...options, minSlices: Math.max(1, options.minSlices ?? DEFAULTS.minSlices), maxVoxels: options.maxVoxels ?? DEFAULTS.maxVoxels },
    ...(content ? { content } : {}),
    warn: (code, detail) => void warnings.set(`${code} ${detail}`, warning(code, detail)),
    offerPhases: offered => void (phases = offered),
  };
  try {
    const used = RULES.reduce((left, rule) => rule(left, context), frames);
    const geometry = stackGeometry(used, context);
    for (const { readWarnings } of used) for (const told of readWarnings) warnings.set(told.code, told);
    return { frames: used, geometry, warnings: [...warnings.values()], phases };
  } catch (refusal) {
    if (!(refusal instanceof GatewayError)) throw refusal;
    return { frames: [], warnings: [...warnings.values()], phases, refusal };
  }
}
