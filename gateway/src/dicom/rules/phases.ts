import { GatewayError } from '../../errors.ts';
import type { FrameHeader, PhaseKey } from '../frame-header.ts';
import type { PlanContext } from './rule.ts';

/** Asked in this order; the first that divides the slices into full volumes names the phases. */
const KEYS: readonly PhaseKey[] = ['AcquisitionNumber', 'StackID', 'TemporalPosition', 'AcquisitionTime', 'ContentTime', 'ImageType', 'ConvolutionKernel', 'KVP'];
const MAX_NAME_LENGTH = 64;

export interface PhaseFrames {
  readonly name: string;
  readonly frames: readonly FrameHeader[];
}

/** Divides slices by one attribute, or by several where one is not enough. Undefined when no division gives full volumes. */
export function splitPhases(sorted: readonly FrameHeader[], places: readonly FrameHeader[][], minSlices: number): readonly PhaseFrames[] | undefined {
  const placeOf = new Map(places.flatMap((place, index) => place.map(frame => [frame, index] as const)));
  const full = (frames: readonly FrameHeader[]) => frames.length >= minSlices && new Set(frames.map(frame => placeOf.get(frame))).size === frames.length;
  const varying = KEYS.filter(key => new Set(sorted.map(frame => frame.phase[key])).size > 1);
  const divisions = [...varying.map(key => [key]), ...varying.map((_, index) => varying.slice(0, index + 1)).slice(1)];
  for (const keys of divisions) {
    const phases = divided(sorted, keys);
    if (phases.length > 1 && phases.every(phase => full(phase.frames))) return phases;
  }
  return undefined;
}

function divided(frames: readonly FrameHeader[], keys: readonly PhaseKey[]): readonly PhaseFrames[] {
  const byName = new Map<string, FrameHeader[]>();
  for (const frame of frames) {
    const name = keys.map(key => `${key}=${frame.phase[key]}`).join(', ').slice(0, MAX_NAME_LENGTH);
    byName.set(name, [...(byName.get(name) ?? []), frame]);
  }
  return [...byName].map(([name, phaseFrames]) => ({ name, frames: phaseFrames })).sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** The phase the caller asked for. Throws `series/phase-choice`, listing the phases, when none was asked for or it is not there. */
export function choosePhase(phases: readonly PhaseFrames[], context: PlanContext): readonly FrameHeader[] {
  const offered = phases.map(({ name, frames }) => ({ name, instanceCount: frames.length }));
  context.offerPhases(offered);
  const asked = context.options.phase;
  const largest = phases.reduce<PhaseFrames | undefined>((best, phase) => (best && best.frames.length >= phase.frames.length ? best : phase), undefined);
  const chosen = asked === 'first' ? phases[0] : asked === 'largest' ? largest : phases.find(({ name }) => name === asked);
  if (!chosen) {
    const list = offered.map(({ name, instanceCount }) => `${name} (${instanceCount})`).join('; ');
    const detail = phases.length === 0 ? 'The series has no phases; ask without one.' : `The series holds ${phases.length} phases; name one of: ${list}.`;
    throw new GatewayError('series/phase-choice', detail, { context: { phases: offered } });
  }
  context.warn('series/phase-chosen', `Phase: ${chosen.name}, ${chosen.frames.length} of ${phases.reduce((sum, { frames }) => sum + frames.length, 0)} slices.`);
  return chosen.frames;
}
