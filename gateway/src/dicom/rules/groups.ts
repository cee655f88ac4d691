import { GatewayError } from '../../errors.ts';
import type { FrameHeader } from '../frame-header.ts';
import type { PlanContext, Rule } from './rule.ts';

/** A group of up to this many planes beside a full stack is a localizer, whatever it calls itself. */
const MAX_LOCALIZER_PLANES = 3;
const COSINE_TOLERANCE = 1e-3;
/** Relative; the last digit of a rounded decimal string. */
const SPACING_TOLERANCE = 1e-4;

/** All planes parallel. */
export const orientationGroups: Rule = (frames, context) =>
  mainGroup(grouped(frames, (a, b) => close(a.orientation, b.orientation, COSINE_TOLERANCE)), context, 'series/mixed-orientation');

/** All slices with one matrix and one pixel spacing. */
export const matrixGroups: Rule = (frames, context) =>
  mainGroup(grouped(frames, sameMatrix), context, 'series/mixed-matrix');

function sameMatrix(a: FrameHeader, b: FrameHeader): boolean {
  if (a.rows !== b.rows || a.columns !== b.columns) return false;
  return close(a.pixelSpacingMm, b.pixelSpacingMm, SPACING_TOLERANCE * (a.pixelSpacingMm[0] ?? 1));
}

const close = (a: readonly number[], b: readonly number[], tolerance: number) => a.every((value, i) => Math.abs(value - (b[i] as number)) <= tolerance);

function grouped(frames: readonly FrameHeader[], alike: (a: FrameHeader, b: FrameHeader) => boolean): FrameHeader[][] {
  const groups: FrameHeader[][] = [];
  for (const frame of frames) {
    const group = groups.find(([first]) => first && alike(first, frame));
    if (group) group.push(frame);
    else groups.push([frame]);
  }
  return groups;
}

/** The one group that is large enough for a volume; otherwise the series is refused. */
function mainGroup(groups: readonly FrameHeader[][], context: PlanContext, code: 'series/mixed-orientation' | 'series/mixed-matrix'): readonly FrameHeader[] {
  if (groups.length <= 1) return groups[0] ?? [];
  const counts = groups.map(group => group.length);
  const large = groups.filter(group => group.length >= context.options.minSlices);
  const [main] = large;
  if (!main || large.length > 1)
    throw new GatewayError(code, `The series mixes ${groups.length} kinds of slices (${counts.join(', ')}); split it and choose one.`, { context: { counts, minSlices: context.options.minSlices } });
  for (const group of groups)
    if (group !== main) context.warn(group.length <= MAX_LOCALIZER_PLANES && code === 'series/mixed-orientation' ? 'series/localizer' : code, `Left out: ${group.length}.`);
  return main;
}
