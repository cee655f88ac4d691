import { GatewayError } from '../../errors.ts';
import type { FrameHeader } from '../frame-header.ts';
import type { Rule } from './rule.ts';

const TOLERANCE = 1e-3;

/** Every slice must say where it lies; SliceLocation and the order of files are never asked (PS3.3 C.7.6.2). */
export const positionAndOrientation: Rule = (frames, context) => {
  for (const frame of frames) {
    const fault = faultOf(frame);
    if (fault)
      throw new GatewayError('series/geometry-missing', `A slice has ${fault}; the series cannot be placed in the patient.`, {
        context: { sopInstanceUid: frame.sopInstanceUid, ...(frame.frameNumber ? { frameNumber: frame.frameNumber } : {}) },
      });
  }
  if (frames.some(frame => frame.patientPosition === undefined)) context.warn('series/patient-position-missing');
  return frames;
};

function faultOf({ positionLps, orientation, pixelSpacingMm }: FrameHeader): string | undefined {
  const finite = (values: readonly number[], count: number) => values.length === count && values.every(Number.isFinite);
  if (!finite(positionLps, 3)) return 'no usable Image Position (Patient)';
  if (!finite(orientation, 6)) return 'no usable Image Orientation (Patient)';
  if (!finite(pixelSpacingMm, 2) || !pixelSpacingMm.every(mm => mm > 0)) return 'no usable Pixel Spacing';
  const [a, b, c, d, e, f] = orientation as [number, number, number, number, number, number];
  const unit = (x: number) => Math.abs(x - 1) <= TOLERANCE;
  if (!unit(Math.hypot(a, b, c)) || !unit(Math.hypot(d, e, f))) return 'direction cosines that are no unit vectors';
  if (Math.abs(a * d + b * e + c * f) > TOLERANCE) return 'row and column directions that are not perpendicular';
  return undefined;
}
