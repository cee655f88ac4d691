import type { Placement, Relaxation } from './placement-request.ts';
import type { SynthesisWarning } from '../warning.ts';

const LESS_CLEARANCE = 'less clearance than the largest half axis was asked for';

const RELAXED: Readonly<Record<Relaxation, string>> = {
  'border-distance': 'the lesion may bulge over the organ border, where it is cut',
  'vessel-overlap': 'vessels may take up to 2 % of the lesion',
  'clearance-0.9': LESS_CLEARANCE,
  'clearance-0.81': LESS_CLEARANCE,
  'clearance-0.73': LESS_CLEARANCE,
  'cube-test': 'the cube around the lesion may hold vessels',
  'central-slices': 'the lesion may lie outside the middle slices of the organ',
  'exophytic-room': 'less of what lies outside the organ gives way to the lesion',
  'exophytic-share': 'another share of the lesion than the one asked for may lie outside the organ',
};

/** What had to be eased to find a site, in words. */
export const relaxationWarnings = ({ relaxations }: Placement): readonly SynthesisWarning[] =>
  relaxations.map(name => ({ code: `placement/relaxed-${name}`, message: `No site met every rule; ${RELAXED[name]}.` }));
