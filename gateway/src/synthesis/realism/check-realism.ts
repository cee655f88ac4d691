import { REALISM_CHECKS } from './checks/index.ts';
import type { Finding } from './realism-check.ts';
import { realismScene, type RealismInput } from './realism-scene.ts';

/** A check's name and what it found. JSON-serialisable. */
export interface RealismFinding extends Finding {
  readonly name: string;
  readonly title: string;
}

/** Asks every check of one lesion. Throws RangeError when the label is empty. */
export function checkRealism(input: RealismInput): readonly RealismFinding[] {
  const scene = realismScene(input);
  return REALISM_CHECKS.map(({ name, title, measure }) => ({ name, title, ...measure(scene) }));
}
