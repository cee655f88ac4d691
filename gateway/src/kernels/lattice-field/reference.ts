import type { ParametersOf, ReferenceRun, RowSpans } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import { trilinearSampler } from '../trilinear/reference.ts';

type Layout = { readonly dimensions: 'vec4u' } & Readonly<Record<'count' | 'layers', 'u32'>> & Readonly<Record<'latticeX' | 'latticeY' | 'latticeZ', 'vec4f'>>;

/** See kernel.ts. */
export function latticeField({ inputs: [values], out, parameters, region = wholeSpans(parameters.dimensions) }: ReferenceRun<readonly ['f32'], 'f32', Layout>): void {
  const { dimensions: [, rows], layers, latticeX, latticeY, latticeZ } = parameters;
  const isAlong = latticeY[0] === 0 && latticeZ[0] === 0;
  const addLine = isAlong ? lineAlong(values, parameters) : lineAskew(values, parameters);
  for (let row = 0; 2 * row < region.length; row++) {
    if (region[2 * row] === region[2 * row + 1]) continue;
    const j = row % rows;
    const slice = Math.floor(row / rows);
    for (let layer = 0; layer < layers; layer++) {
      const k = slice + (layer + 0.5) / layers - 0.5;
      const at = (axis: readonly [number, number, number, number]) => axis[1] * j + axis[2] * k + axis[3];
      addLine(out, { row, region, x: at(latticeX), y: at(latticeY), z: at(latticeZ) });
    }
  }
}

interface Line {
  readonly row: number;
  readonly region: RowSpans;
  /** Lattice position of column 0. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

type AddLine = (out: Float32Array, line: Line) => void;

/** For rows along the lattice's x axis: mixes across once a lattice plane, then along the row, cell by cell. */
function lineAlong(values: Float32Array, { dimensions: [columns], count, layers, latticeX: [step] }: ParametersOf<Layout>): AddLine {
  const across = new Float64Array(count + 1);
  return (out, { row, region, x, y, z }) => {
    const from = region[2 * row]!;
    const to = region[2 * row + 1]!;
    mixAcross(values, { count, layers, y, z, first: x + from * step, last: x + (to - 1) * step }, across);
    addAlong(out, across, { offset: columns * row, from, to, x, step, last: count - 1 });
  };
}

interface Across {
  readonly count: number;
  readonly layers: number;
  /** Where the line crosses the lattice, and its ends along x (either way round). */
  readonly y: number;
  readonly z: number;
  readonly first: number;
  readonly last: number;
}

/** Mixes the values at the planes of equal x that a line crosses; one more stands for what lies beyond the last plane. */
function mixAcross(values: Float32Array, { count, layers, y, z, first, last }: Across, across: Float64Array): void {
  const plane = count * count;
  const end = count - 1;
  const py = Math.min(end, Math.max(0, y));
  const pz = Math.min(end, Math.max(0, z));
  const jy = Math.min(end - 1, Math.floor(py));
  const kz = Math.min(end - 1, Math.floor(pz));
  const u = py - jy;
  const w = pz - kz;
  const low = Math.floor(Math.min(end, Math.max(0, Math.min(first, last))));
  const high = Math.min(end, Math.floor(Math.min(end, Math.max(0, first, last))) + 1);
  for (let n = low, at = count * (jy + count * kz) + low; n <= high; n++, at++) {
    const near = values[at]! + u * (values[at + count]! - values[at]!);
    const far = values[at + plane]! + u * (values[at + plane + count]! - values[at + plane]!);
    across[n] = (near + w * (far - near)) / layers;
  }
  across[count] = across[end]!;
}

interface Along {
  readonly offset: number;
  readonly from: number;
  readonly to: number;
  /** Lattice position of column 0, and its change for each column. */
  readonly x: number;
  readonly step: number;
  readonly last: number;
}

/** Adds the values of a line, each read between two planes of the lattice. */
function addAlong(out: Float32Array, across: Float64Array, { offset, from, to, x, step, last }: Along): void {
  for (let i = from; i < to; i++) {
    const q = x + i * step;
    const p = q < 0 ? 0 : q > last ? last : q;
    const n = p | 0;
    const value = across[n]!;
    out[offset + i]! += value + (p - n) * (across[n + 1]! - value);
  }
}

function lineAskew(values: Float32Array, { dimensions: [columns], count, layers, latticeX, latticeY, latticeZ }: ParametersOf<Layout>): AddLine {
  const sample = trilinearSampler(values, [count, count, count]);
  return (out, { row, region, x, y, z }) => {
    for (let i = region[2 * row]!; i < region[2 * row + 1]!; i++) out[columns * row + i]! += sample(x + latticeX[0] * i, y + latticeY[0] * i, z + latticeZ[0] * i) / layers;
  };
}
