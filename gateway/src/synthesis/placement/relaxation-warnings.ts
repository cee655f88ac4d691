import type { Placement } from './choose-placement.ts';
import type { SynthesisWarning } from '../warning.ts';

const RELAXED: Readonly<Record<string, string>> = {
  'border-distance': 'the lesion may bulge over the organ border, where it is cut',
  'vessel-overlap': 'vessels may take up to 2 % of the lesion',
};

/** What had to be eased to find a site, in words. */
export const relaxationWarnings = ({ relaxations }: Placement): readonly SynthesisWarning[] =>
  relaxations.map(name => ({
    code: `placement/relaxed-${name}`,
    message: `No site met every rule; ${RELAXED[name] ?? 'less clearance than the largest half axis was asked for'}.`,
  }));
