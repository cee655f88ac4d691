import { makeVolume } from '../../volume/volume.ts';
import type { Vessels } from './vessels.ts';
import type { WorkingGrid } from './working-grid.ts';

const HIGHEST_HU = 3071;

/** What is known of vessels where they cannot be told from bright parenchyma: nothing. */
export const noVessels = ({ geometry, organ }: WorkingGrid): Vessels => ({ mask: makeVolume(geometry, new Uint8Array(organ.length)), thresholdHu: HIGHEST_HU, fraction: 0, warnings: [] });
