import { GatewayError } from '../../errors.ts';
import type { Geometry, Vec3 } from '../../volume/geometry.ts';
import type { FrameHeader } from '../frame-header.ts';
import type { PlanContext } from './rule.ts';
import { SAME_POSITION_MM } from './stacking.ts';
import { normalOf } from './stack-normal.ts';

const SPACING_TOLERANCE = 0.01;
const TILT_DEGREES = 0.1;

/**
 * Grid of slices that lie in order along their normal: voxel axes by the image plane, third axis from the first slice position to
 * the last, so that a tilted gantry gives a sheared grid. Throws `series/missing-slices` or `series/non-uniform-spacing`.
 */
export function stackGeometry(frames: readonly FrameHeader[], context: PlanContext): Geometry {
  const [first] = frames as [FrameHeader];
  const normal = normalOf(first);
  const step = meanStep(frames, normal);
  if (frames.length > 1) {
    checkSteps(frames, normal);
    checkPositions(frames, step);
  }
  const stepMm = Math.hypot(...step);
  const tilt = (Math.acos(Math.min(1, dot(step, normal) / stepMm)) * 180) / Math.PI;
  if (tilt > TILT_DEGREES) context.warn('series/tilt', `By ${tilt.toFixed(1)} degrees.`);
  const [ax, ay, az, bx, by, bz] = first.orientation as [number, number, number, number, number, number];
  const [a, b] = [Math.hypot(ax, ay, az), Math.hypot(bx, by, bz)];
  const [rowsMm, columnsMm] = first.pixelSpacingMm as [number, number];
  return {
    dimensions: [first.columns, first.rows, frames.length],
    spacingMm: [columnsMm, rowsMm, stepMm],
    originLps: first.positionLps as unknown as Vec3,
    direction: [ax / a, ay / a, az / a, bx / b, by / b, bz / b, step[0] / stepMm, step[1] / stepMm, step[2] / stepMm],
    ...(first.frameOfReferenceUid ? { frameOfReferenceUid: first.frameOfReferenceUid } : {}),
  };
}

/** Mean displacement from slice to slice; for a single slice its thickness along the normal. */
function meanStep(frames: readonly FrameHeader[], normal: Vec3): Vec3 {
  const [first, last] = [frames[0] as FrameHeader, frames.at(-1) as FrameHeader];
  if (frames.length > 1) return scale(minus(last.positionLps, first.positionLps), 1 / (frames.length - 1));
  const thickness = Number(first.sliceThicknessText);
  return scale(normal, thickness > 0 ? thickness : 1);
}

/** Steps along the normal: all near their mean; else whole multiples of the usual one where slices are missing. */
function checkSteps(frames: readonly FrameHeader[], normal: Vec3): void {
  const steps = frames.slice(1).map((frame, k) => dot(minus(frame.positionLps, (frames[k] as FrameHeader).positionLps), normal));
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  if (steps.every(step => Math.abs(step - mean) <= Math.max(SPACING_TOLERANCE * mean, SAME_POSITION_MM))) return;
  const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1] as number;
  const tolerance = Math.max(SPACING_TOLERANCE * usual, SAME_POSITION_MM);
  const odd = steps.filter(step => Math.abs(step - usual) > tolerance);
  const missing = odd.map(step => Math.round(step / usual) - 1);
  const multiples = odd.length > 0 && odd.every((step, i) => (missing[i] as number) >= 1 && Math.abs(step - usual * ((missing[i] as number) + 1)) <= tolerance * ((missing[i] as number) + 1));
  const round = (mm: number) => Number(mm.toFixed(3));
  if (multiples) {
    const count = missing.reduce((sum, n) => sum + n, 0);
    throw new GatewayError('series/missing-slices', `${count} slices are missing in ${odd.length} gaps; send the series again, complete.`, { context: { missing: count, gaps: odd.length, spacingMm: round(usual) } });
  }
  throw nonUniform(`the distance of neighbouring slices is between ${round(Math.min(...steps))} and ${round(Math.max(...steps))} mm`, { spacingMm: round(usual), odd: odd.length });
}

/** Every slice within half a pixel of where an even grid puts it. */
function checkPositions(frames: readonly FrameHeader[], step: Vec3): void {
  const [first] = frames as [FrameHeader];
  const allowedMm = Math.min(...first.pixelSpacingMm) / 2;
  const offsets = frames.map((frame, k) => Math.hypot(...minus(minus(frame.positionLps, first.positionLps), scale(step, k))));
  const worstMm = Math.max(...offsets);
  if (worstMm > allowedMm) throw nonUniform(`a slice lies ${worstMm.toFixed(2)} mm from its place on an even grid`, { offMm: Number(worstMm.toFixed(3)), allowedMm });
}

const nonUniform = (what: string, context: Record<string, unknown>) =>
  new GatewayError('series/non-uniform-spacing', `The slices are not evenly spaced: ${what}. Choose or reconstruct an evenly spaced series.`, { context });

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
const minus = (a: readonly number[], b: readonly number[]): Vec3 => [(a[0] as number) - (b[0] as number), (a[1] as number) - (b[1] as number), (a[2] as number) - (b[2] as number)];
const scale = ([x, y, z]: Vec3, by: number): Vec3 => [x * by, y * by, z * by];
