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
    const [j, slice] = [row % rows, Math.floor(row / rows)];
    for (let layer = 0; layer < layers; layer++) {
      const k = slice + (layer + 0.5) / layers - 0.5;
      const at = ([, b, c, d]: readonly [number, number, number, number]) => b * j + c * k + d;
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

/** For rows along the lattice's x axis: mixes across once a lattice plane, then along the row. */
function lineAlong(values: Float32Array, { dimensions: [columns], count, layers, latticeX: [step] }: ParametersOf<Layout>): AddLine {
  const plane = count * count;
  const last = count - 1;
  const across = new Float64Array(count + 1);
  const clamp = (p: number) => (p < 0 ? 0 : p > last ? last : p);
  return (out, { row, region, x, y, z }) => {
    const [from, to] = [region[2 * row]!, region[2 * row + 1]!];
    const [py, pz] = [clamp(y), clamp(z)];
    const [jy, kz] = [Math.min(last - 1, Math.floor(py)), Math.min(last - 1, Math.floor(pz))];
    const [u, w] = [py - jy, pz - kz];
    const [a, b] = [clamp(x + from * step), clamp(x + (to - 1) * step)];
    const start = count * (jy + count * kz);
    for (let n = Math.floor(Math.min(a, b)), end = Math.min(last, Math.floor(Math.max(a, b)) + 1); n <= end; n++) {
      const at = start + n;
      const near = values[at]! + u * (values[at + count]! - values[at]!);
      const far = values[at + plane]! + u * (values[at + plane + count]! - values[at + plane]!);
      across[n] = (near + w * (far - near)) / layers;
    }
    across[count] = across[last]!;
    const offset = columns * row;
    for (let i = from; i < to; i++) {
      const p = clamp(x + i * step);
      const n = p | 0;
      out[offset + i]! += across[n]! + (p - n) * (across[n + 1]! - across[n]!);
    }
  };
}

function lineAskew(values: Float32Array, { dimensions: [columns], count, layers, latticeX, latticeY, latticeZ }: ParametersOf<Layout>): AddLine {
  const sample = trilinearSampler(values, [count, count, count]);
  return (out, { row, region, x, y, z }) => {
    for (let i = region[2 * row]!; i < region[2 * row + 1]!; i++) out[columns * row + i]! += sample(x + latticeX[0] * i, y + latticeY[0] * i, z + latticeZ[0] * i) / layers;
  };
}
