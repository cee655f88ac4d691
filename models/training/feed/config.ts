import { readFileSync } from 'node:fs';
import type { Vec3 } from '../../../gateway/src/volume/geometry.ts';

export interface FeedCase {
  readonly name: string;
  readonly image: string;
  readonly labels: string;
  readonly weight: number;
  readonly organValues: readonly number[];
  readonly lesionValues: readonly number[];
  readonly ignoreValues: readonly number[];
}

export interface FeedConfig {
  readonly seed: number;
  readonly patchZyx: Vec3;
  readonly spacingMm: number;
  readonly lesionShare: number;
  readonly mostLesions: number;
  readonly radiusMm: readonly [number, number];
  readonly hypodenseShare: number;
  /** Share of the views not aimed at a lesion that look anywhere in the scan rather than at the organ. */
  readonly anywhereShare: number;
  readonly cases: readonly FeedCase[];
}

const DEFAULTS = { seed: 1, patchZyx: [96, 96, 96], spacingMm: 1.5, lesionShare: 0.8, mostLesions: 4, radiusMm: [2.5, 30], hypodenseShare: 0.85, anywhereShare: 0.1 } as const;

/** Reads the configuration and fills in defaults. Throws when it names no case. */
export function readConfig(path: string): FeedConfig {
  const given = JSON.parse(readFileSync(path, 'utf8')) as Partial<FeedConfig>;
  if (!given.cases?.length) throw new Error(`${path} names no case; list at least one under "cases".`);
  const cases = given.cases.map(c => Object.assign({ weight: 1, organValues: [1], lesionValues: [], ignoreValues: [] }, c));
  return { ...DEFAULTS, ...given, cases };
}
