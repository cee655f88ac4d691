import { GatewayError } from '../../errors.ts';
import type { FrameHeader } from '../frame-header.ts';
import { choosePhase, splitPhases } from './phases.ts';
import type { PlanContext, Rule } from './rule.ts';
import { heightMm, normalOf } from './stack-normal.ts';

/** Planes closer than this along the normal lie at one position. */
export const SAME_POSITION_MM = 0.01;

/** Sorts along the normal; several slices at one position are duplicates or phases. */
export const stacking: Rule = (frames, context) => {
  const [first] = frames;
  if (!first) return frames;
  const normal = normalOf(first);
  const sorted = [...frames].sort((a, b) => heightMm(a, normal) - heightMm(b, normal) || numberOf(a) - numberOf(b));
  const places = placesOf(sorted, frame => heightMm(frame, normal));
  if (places.length === sorted.length) return context.options.phase === undefined || isRule(context.options.phase) ? sorted : choosePhase([], context);
  return atOnePlace(sorted, places, context);
};

const numberOf = (frame: FrameHeader) => frame.instanceNumber ?? 0;
const isRule = (phase: string) => phase === 'first' || phase === 'largest';

function placesOf(sorted: readonly FrameHeader[], height: (frame: FrameHeader) => number): readonly FrameHeader[][] {
  const places: FrameHeader[][] = [];
  for (const frame of sorted) {
    const place = places.at(-1);
    if (place?.[0] && height(frame) - height(place[0]) <= SAME_POSITION_MM) place.push(frame);
    else places.push([frame]);
  }
  return places;
}

function atOnePlace(sorted: readonly FrameHeader[], places: readonly FrameHeader[][], context: PlanContext): readonly FrameHeader[] {
  const { content } = context;
  const lowest = () => places.map(place => place.reduce((a, b) => (numberOf(b) < numberOf(a) ? b : a)));
  if (content && places.every(([head, ...others]) => others.every(other => content.samePixels(head as FrameHeader, other)))) {
    context.warn('series/duplicate-position', `Left out: ${sorted.length - places.length}.`);
    return lowest();
  }
  const phases = splitPhases(sorted, places, context.options.minSlices);
  if (!content) context.warn('series/duplicates-unchecked');
  if (phases) return choosePhase(phases, context);
  if (!content) return lowest();
  const shared = places.filter(place => place.length > 1).length;
  throw new GatewayError('series/ambiguous-positions', `At ${shared} positions lie several different slices that nothing tells apart; split the series.`, { context: { positions: shared, slices: sorted.length } });
}
