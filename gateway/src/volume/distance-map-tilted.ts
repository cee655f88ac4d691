import { Envelope, rowDistances } from './distance-lines.ts';
import { affineOf } from './geometry.ts';
import type { Volume } from './volume.ts';

/**
 * Exact Euclidean distance map for a tilted grid: the i axis is orthogonal to j and k, but k leans towards j (gantry tilt).
 *
 * In the plane of j and k a set voxel q slices away lies h q away across the slices and is shifted along j by a fraction of a voxel; so each
 * column's lower envelope is built once and read at shifted places by all slices near enough to matter.
 */
export function tiltedDistanceMapMm(mask: Volume<Uint8Array>): Float32Array {
  const { geometry: { dimensions: [columns, rows, slices], spacingMm }, voxels } = mask;
  const squared = new Float32Array(voxels.length);
  for (let row = 0; row < voxels.length; row += columns) rowDistances(voxels, squared, { row, columns, spacingMm: spacingMm[0] });
  const tilt = tiltOf(mask);
  const envelopes = Array.from({ length: slices }, () => new Envelope(rows, spacingMm[1]));
  const line = new Float64Array(rows);
  for (let i = 0; i < columns; i++) {
    for (let k = 0; k < slices; k++) {
      for (let j = 0; j < rows; j++) line[j] = squared[i + columns * (j + rows * k)]!;
      envelopes[k]!.build(line);
    }
    for (let k = 0; k < slices; k++) {
      nearestOfColumns(envelopes, k, { line, ...tilt });
      for (let j = 0; j < rows; j++) squared[i + columns * (j + rows * k)] = line[j]!;
    }
  }
  for (let v = 0; v < squared.length; v++) squared[v] = Math.sqrt(squared[v]!);
  return squared;
}

interface Tilt {
  /** Voxels along j by which the next slice is shifted. */
  readonly shift: number;
  /** Squared distance of neighbouring slice planes, mm^2. */
  readonly acrossMm2: number;
}

function tiltOf({ geometry }: Volume<Uint8Array>): Tilt {
  const m = affineOf(geometry) as number[] as [number, number, number, number, number, number, number, number, number, number, number];
  const jj = m[1] * m[1] + m[5] * m[5] + m[9] * m[9];
  const jk = m[1] * m[2] + m[5] * m[6] + m[9] * m[10];
  const kk = m[2] * m[2] + m[6] * m[6] + m[10] * m[10];
  return { shift: jk / jj, acrossMm2: kk - (jk * jk) / jj };
}

/** Fills `line` with the squared distances of slice k, from the columns of the slices around it, nearest slice first. */
function nearestOfColumns(envelopes: readonly Envelope[], k: number, { line, shift, acrossMm2 }: Tilt & { line: Float64Array }): void {
  line.fill(Infinity);
  for (let step = 0; step < envelopes.length; step++) {
    const add = acrossMm2 * step * step;
    if (step > 0 && add >= largest(line)) return;
    for (const other of step === 0 ? [k] : [k - step, k + step]) envelopes[other]?.lower(line, (k - other) * shift, add);
  }
}

function largest(line: Float64Array): number {
  let worst = 0;
  for (let n = 0; n < line.length; n++) if (line[n]! > worst) worst = line[n]!;
  return worst;
}
