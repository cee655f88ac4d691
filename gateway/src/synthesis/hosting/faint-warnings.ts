import type { OrganStatistics } from '../survey/statistics.ts';
import type { SynthesisWarning } from '../warning.ts';

/** A lesion that differs by less than this share of the scan's noise can hardly be seen. */
const SHARE_OF_NOISE = 0.5;
const LEAST_HU = 3;

/** Says when a lesion can hardly be seen. `meanHu`: mean difference inside the lesion. */
export function faintWarnings(meanHu: number, { noiseSdHu }: OrganStatistics): readonly SynthesisWarning[] {
  if (Math.abs(meanHu) >= Math.max(LEAST_HU, SHARE_OF_NOISE * noiseSdHu)) return [];
  return [{ code: 'lesion/faint', message: `The network changes the scan by ${meanHu.toFixed(1)} HU only: the lesion can hardly be seen. Try another site, seed or network.` }];
}

/** Mean of a field where the label is 1; 0 for an empty label. */
export function meanInside(field: Float32Array, label: Uint8Array): number {
  let [sum, count] = [0, 0];
  for (let v = 0; v < label.length; v++) {
    if (label[v] === 0) continue;
    sum += field[v]!;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
