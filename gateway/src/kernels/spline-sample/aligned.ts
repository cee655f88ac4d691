import type { RowSpans } from '../kernel.ts';
import { splineWeights } from '../spline-zoom/weights.ts';

export interface AlignedSample {
  readonly coefficients: Float32Array;
  readonly out: Float32Array;
  /** Voxels along i, j, k, and nodes along x, y, z. */
  readonly dimensions: readonly [number, number, number, number];
  readonly lattice: readonly [number, number, number, number];
  /** Node of the first voxel, and nodes from one voxel to the next, along each axis. */
  readonly start: readonly [number, number, number];
  readonly step: readonly [number, number, number];
  readonly layers: number;
  readonly region: RowSpans;
}

/** Reads a spline where the grid's axes run along the lattice's: the planes of nodes around a slice are mixed into one, its lines into one for each row. */
export function sampleAligned({ coefficients, out, dimensions: [columns, rows, slices], lattice: [width, height, depth], start, step, layers, region }: AlignedSample): void {
  const across = axisTaps({ count: columns, nodes: width, start: start[0], step: step[0] });
  const down = axisTaps({ count: rows, nodes: height, start: start[1], step: step[1] });
  const layer = { count: slices * layers, nodes: depth, start: start[2] + step[2] * (0.5 / layers - 0.5), step: step[2] / layers };
  const through = axisTaps(layer);
  const plane = new Float64Array(width * height);
  const line = new Float64Array(width);
  for (let k = 0; k < slices; k++) {
    const wanted = wantedOf(region, { first: rows * k, rows });
    if (!wanted) continue;
    const [left, right] = nodesOf(across, wanted.columns);
    const [top, bottom] = nodesOf(down, wanted.rows);
    for (let n = k * layers; n < (k + 1) * layers; n++)
      for (let y = top; y <= bottom; y++) mixPlanes(plane, coefficients, { taps: through, place: n, layers, isFirst: n === k * layers, size: width * height, from: width * y + left, to: width * y + right + 1 });
    for (let j = wanted.rows[0]; j < wanted.rows[1]; j++) {
      const [from, to] = [region[2 * (j + rows * k)]!, region[2 * (j + rows * k) + 1]!];
      if (from === to) continue;
      mixLines(line, plane, { taps: down, row: j, width, left, right });
      readLine(out, line, { taps: across, from, to, start: columns * (j + rows * k) });
    }
  }
}

interface AxisTaps {
  /** Four nodes and their weights for each place. */
  readonly places: Int32Array;
  readonly weights: Float64Array;
}

/** Beyond the lattice its border node counts. */
function axisTaps({ count, nodes, start, step }: { readonly count: number; readonly nodes: number; readonly start: number; readonly step: number }): AxisTaps {
  const [places, weights] = [new Int32Array(4 * count), new Float64Array(4 * count)];
  for (let n = 0; n < count; n++) {
    const first = splineWeights(start + step * n, weights.subarray(4 * n, 4 * n + 4));
    for (let tap = 0; tap < 4; tap++) places[4 * n + tap] = Math.min(nodes - 1, Math.max(0, first + tap));
  }
  return { places, weights };
}

/** The rows and columns of a slice that hold all that is wanted of it. */
function wantedOf(region: RowSpans, { first, rows }: { readonly first: number; readonly rows: number }): { readonly rows: readonly [number, number]; readonly columns: readonly [number, number] } | undefined {
  let [top, bottom, left, right] = [rows, 0, 65_535, 0];
  for (let j = 0; j < rows; j++) {
    const n = 2 * (first + j);
    if (region[n] === region[n + 1]) continue;
    if (j < top) top = j;
    bottom = j + 1;
    left = Math.min(left, region[n]!);
    right = Math.max(right, region[n + 1]!);
  }
  return bottom === 0 ? undefined : { rows: [top, bottom], columns: [left, right] };
}

/** First and last node that some neighbouring places need. */
function nodesOf({ places }: AxisTaps, [from, to]: readonly [number, number]): readonly [number, number] {
  const ends = [places[4 * from]!, places[4 * from + 3]!, places[4 * to - 4]!, places[4 * to - 1]!];
  return [Math.min(...ends), Math.max(...ends)];
}

interface PlaneMix {
  readonly taps: AxisTaps;
  /** Number of the place through the slices; `isFirst`: of a slice's places. */
  readonly place: number;
  readonly isFirst: boolean;
  /** Places in a slice. */
  readonly layers: number;
  /** Nodes of a plane, and those that are wanted. */
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Adds to a line of the slice's nodes those of the four planes around a place. */
function mixPlanes(plane: Float64Array, nodes: Float32Array, { taps: { places, weights }, place, isFirst, layers, size, from, to }: PlaneMix): void {
  const tap = 4 * place;
  const a = size * places[tap]!;
  const b = size * places[tap + 1]!;
  const c = size * places[tap + 2]!;
  const d = size * places[tap + 3]!;
  const wa = weights[tap]! / layers;
  const wb = weights[tap + 1]! / layers;
  const wc = weights[tap + 2]! / layers;
  const wd = weights[tap + 3]! / layers;
  for (let n = from; n < to; n++) plane[n] = (isFirst ? 0 : plane[n]!) + wa * nodes[a + n]! + wb * nodes[b + n]! + wc * nodes[c + n]! + wd * nodes[d + n]!;
}

function mixLines(line: Float64Array, plane: Float64Array, { taps: { places, weights }, row, width, left, right }: { readonly taps: AxisTaps; readonly row: number; readonly width: number; readonly left: number; readonly right: number }): void {
  const [a, b, c, d] = [width * places[4 * row]!, width * places[4 * row + 1]!, width * places[4 * row + 2]!, width * places[4 * row + 3]!];
  const [wa, wb, wc, wd] = [weights[4 * row]!, weights[4 * row + 1]!, weights[4 * row + 2]!, weights[4 * row + 3]!];
  for (let n = left; n <= right; n++) line[n] = wa * plane[a + n]! + wb * plane[b + n]! + wc * plane[c + n]! + wd * plane[d + n]!;
}

function readLine(out: Float32Array, line: Float64Array, { taps: { places, weights }, from, to, start }: { readonly taps: AxisTaps; readonly from: number; readonly to: number; readonly start: number }): void {
  for (let i = from, tap = 4 * from; i < to; i++, tap += 4)
    out[start + i] = weights[tap]! * line[places[tap]!]! + weights[tap + 1]! * line[places[tap + 1]!]! + weights[tap + 2]! * line[places[tap + 2]!]! + weights[tap + 3]! * line[places[tap + 3]!]!;
}
