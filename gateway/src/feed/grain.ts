import { makeDraws, type Draws } from '../synthesis/draws.ts';

/** A prime number of normals, so that no row of voxels repeats in step. */
const COUNT = 262_147;
let table: Float32Array | undefined;

/** Adds light white noise of a drawn SD: hides that some scans were stored in steps of 1.6 HU and saturate. Voxels at the air value stay. */
export function addGrain(hu: Float32Array, airHu: number, draws: Draws): void {
  table ??= drawTable();
  const sdHu = draws.uniform('grain', 0.5, 6);
  let at = draws.integer('grain start', COUNT);
  for (let v = 0; v < hu.length; v++) {
    if (hu[v] !== airHu) hu[v]! += sdHu * table[at]!;
    if (++at === COUNT) at = 0;
  }
}

/** Always the same numbers, whichever patch comes first. */
function drawTable(): Float32Array {
  const draws = makeDraws({ seed: 1, stage: 'scan' });
  return Float32Array.from({ length: COUNT }, (_, n) => draws.normal('grain table', n));
}
