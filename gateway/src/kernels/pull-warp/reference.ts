import type { ParametersOf, ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import { trilinearSampler } from '../trilinear/reference.ts';
import { PULL_MAPS, pullFactor, type Pull, type PullMap } from './pull-factor.ts';

type Vectors = 'frameX' | 'frameY' | 'frameZ' | 'voxelI' | 'voxelJ' | 'voxelK';
type Layout = { readonly dimensions: 'vec4u'; readonly map: 'u32' } & Readonly<Record<Vectors, 'vec4f'>> & Readonly<Record<'strength' | 'radiusMm' | 'reachMm', 'f32'>>;

/** See kernel.ts. */
export function pullWarp({ inputs: [image], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['f32'], 'f32', Layout>): void {
  const { dimensions: [columns, rows, slices], frameX, frameY, frameZ, map, strength, radiusMm, reachMm } = parameters;
  const pull = { map: PULL_MAPS[map] as PullMap, strength, radiusMm, reachMm };
  const centre = indexOfCentre(parameters);
  const warp = { image, out, columns, rows, slices, centre, stepMm: [frameX[0], frameY[0], frameZ[0]] as const, pull, factors: new Float64Array(columns) };
  // A place read lies between the voxel and the centre, so with the centre in the grid it does too.
  const isInside = [columns, rows, slices].every((count, axis) => count > 1 && centre[axis]! >= 0 && centre[axis]! <= count - 1);
  const warpRow = isInside ? warpRowInside : warpRowAnywhere(warp);
  for (let row = 0, start = 0; row < rows * slices; row++, start += columns) {
    const [from, to] = [region[2 * row]!, region[2 * row + 1]!];
    if (from === to) continue;
    const j = row % rows;
    const k = Math.floor(row / rows);
    const along = (frame: readonly [number, number, number, number]) => frame[1] * j + frame[2] * k + frame[3];
    warpRow(warp, { start, from, to, j, k, x: along(frameX), y: along(frameY), z: along(frameZ) });
  }
}

interface Warp {
  readonly image: Float32Array;
  readonly out: Float32Array;
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  /** Fractional index of the lesion's centre. */
  readonly centre: readonly [number, number, number];
  /** From one voxel of a row to the next. */
  readonly stepMm: readonly [number, number, number];
  readonly pull: Pull;
  /** Room for a factor for each column. */
  readonly factors: Float64Array;
}

interface Row {
  /** Offset of its first voxel, and the columns that are wanted. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly j: number;
  readonly k: number;
  /** Position of column 0 relative to the centre, mm. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A row of a grid that holds the centre: what lies beyond reach is copied, the rest is read between eight voxels of the grid, none of them beyond its border. */
function warpRowInside(warp: Warp, row: Row): void {
  const { image, out, pull, factors } = warp;
  const { start, from, to } = row;
  const squares = squaresOf(warp, row);
  const largest = pull.reachMm * pull.reachMm;
  let first = from;
  let end = to;
  // The distance falls and then grows along a row.
  for (; first < end && squareAt(squares, first) >= largest; first++) out[start + first] = image[start + first]!;
  for (; end > first && squareAt(squares, end - 1) >= largest; end--) out[start + end - 1] = image[start + end - 1]!;
  if (first === end) return;
  factorsOf(pull, squares, { first, end, factors });
  readRow(warp, row, { first, end });
}

/** The squared distance from the centre along a row, mm^2: at column i stepSquared (i - foot)^2 + aside. */
interface Squares {
  readonly stepSquared: number;
  readonly foot: number;
  readonly aside: number;
}

function squaresOf({ stepMm: [ax, ay, az] }: Warp, { x, y, z }: Row): Squares {
  const stepSquared = ax * ax + ay * ay + az * az;
  const foot = -(ax * x + ay * y + az * z) / stepSquared;
  return { stepSquared, foot, aside: Math.max(0, x * x + y * y + z * z - foot * foot * stepSquared) };
}

const squareAt = ({ stepSquared, foot, aside }: Squares, i: number): number => stepSquared * (i - foot) * (i - foot) + aside;

/** pullFactor of places of a row within reach: the usual maps in few steps. */
function factorsOf(pull: Pull, squares: Squares, { first, end, factors }: { readonly first: number; readonly end: number; readonly factors: Float64Array }): void {
  const { map, strength, reachMm } = pull;
  const { stepSquared, foot, aside } = squares;
  const perMm = 1 / reachMm;
  if (map === 'quadratic') for (let i = first; i < end; i++) factors[i] = 1 - strength * (1 - (stepSquared * (i - foot) * (i - foot) + aside) * (perMm * perMm));
  else if (map === 'eq5')
    for (let i = first; i < end; i++) {
      const left = 1 - Math.sqrt(stepSquared * (i - foot) * (i - foot) + aside) * perMm;
      factors[i] = 1 - strength * left * left;
    }
  else for (let i = first; i < end; i++) factors[i] = pullFactor(pull, Math.sqrt(squareAt(squares, i)));
}

/** Reads what a row shows: each place lies on the line from the centre to its voxel. */
function readRow({ image, out, columns, rows, slices, centre: [ci, cj, ck], factors }: Warp, { start, j, k }: Row, { first, end }: { readonly first: number; readonly end: number }): void {
  const lastI = columns - 2;
  const lastJ = rows - 2;
  const lastK = slices - 2;
  const plane = columns * rows;
  const dj = j - cj;
  const dk = k - ck;
  for (let i = first; i < end; i++) {
    const factor = factors[i]!;
    const pi = ci + factor * (i - ci);
    const pj = cj + factor * dj;
    const pk = ck + factor * dk;
    const i0 = Math.min(lastI, pi | 0);
    const j0 = Math.min(lastJ, pj | 0);
    const k0 = Math.min(lastK, pk | 0);
    const u = pi - i0;
    const v = pj - j0;
    const a = i0 + columns * j0 + plane * k0;
    const b = a + columns;
    const c = a + plane;
    const d = c + columns;
    const w = pk - k0;
    const left = mix(mix(image[a]!, image[b]!, v), mix(image[c]!, image[d]!, v), w);
    const right = mix(mix(image[a + 1]!, image[b + 1]!, v), mix(image[c + 1]!, image[d + 1]!, v), w);
    out[start + i] = mix(left, right, u);
  }
}

const mix = (a: number, b: number, t: number): number => a + t * (b - a);

/** The same for a centre or a grid that leads beyond the border. */
function warpRowAnywhere({ image, columns, rows, slices }: Warp): typeof warpRowInside {
  const sample = trilinearSampler(image, [columns, rows, slices]);
  return ({ out, centre: [ci, cj, ck], stepMm: [ax, ay, az], pull }, { start, from, to, j, k, x, y, z }) => {
    for (let i = from; i < to; i++) {
      const distance = Math.hypot(x + ax * i, y + ay * i, z + az * i);
      const factor = pullFactor(pull, distance);
      out[start + i] = factor === 1 ? image[start + i]! : sample(ci + factor * (i - ci), cj + factor * (j - cj), ck + factor * (k - ck));
    }
  };
}

/** Fractional index of the lesion's centre. */
function indexOfCentre({ frameX, frameY, frameZ, voxelI, voxelJ, voxelK }: ParametersOf<Layout>): readonly [number, number, number] {
  const along = (row: readonly [number, number, number, number]) => -(row[0] * frameX[3] + row[1] * frameY[3] + row[2] * frameZ[3]);
  return [along(voxelI), along(voxelJ), along(voxelK)];
}
