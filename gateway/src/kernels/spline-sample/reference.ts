import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import { splineWeights } from '../spline-zoom/weights.ts';
import { sampleAligned } from './aligned.ts';

type Vec4 = readonly [number, number, number, number];
type Layout = {
  readonly dimensions: 'vec4u';
  readonly lattice: 'vec4u';
  readonly toLatticeX: 'vec4f';
  readonly toLatticeY: 'vec4f';
  readonly toLatticeZ: 'vec4f';
  readonly layers: 'u32';
};
type Run = ReferenceRun<readonly ['f32'], 'f32', Layout>;

/** See kernel.ts. */
export function splineSample({ inputs: [coefficients], out, parameters, region = wholeSpans(parameters.dimensions) }: Run): void {
  const { dimensions, lattice, toLatticeX: x, toLatticeY: y, toLatticeZ: z, layers } = parameters;
  if ([x[1], x[2], y[0], y[2], z[0], z[1]].every(part => part === 0)) {
    sampleAligned({ coefficients, out, dimensions, lattice, start: [x[3], y[3], z[3]], step: [x[0], y[1], z[2]], layers, region });
    return;
  }
  const [columns, rows] = dimensions;
  const readRow = y[0] === 0 && z[0] === 0 ? alongX(coefficients, parameters.lattice) : anyhow(coefficients, parameters.lattice);
  for (let row = 0; 2 * row < region.length; row++) {
    const [from, to] = [region[2 * row]!, region[2 * row + 1]!];
    if (from === to) continue;
    out.fill(0, row * columns + from, row * columns + to);
    const [j, slice] = [row % rows, Math.floor(row / rows)];
    for (let layer = 0; layer < layers; layer++) {
      const k = slice + (layer + 0.5) / layers - 0.5;
      const start = (r: Vec4) => r[0] * from + r[1] * j + r[2] * k + r[3];
      readRow({ out, at: row * columns + from, count: to - from, share: 1 / layers, start: [start(x), start(y), start(z)], step: [x[0], y[0], z[0]] });
    }
  }
}

/** Voxels in a row: `share` of the spline at start, start + step, ... is added to each. */
interface Row {
  readonly out: Float32Array;
  readonly at: number;
  readonly count: number;
  readonly share: number;
  readonly start: readonly [number, number, number];
  readonly step: readonly [number, number, number];
}

type ReadRow = (row: Row) => void;

const clamp = (index: number, count: number): number => Math.min(count - 1, Math.max(0, index));

/** For rows that run along the lattice's own rows: the sixteen around a row are mixed into one first. */
function alongX(c: Float32Array, [columns, rows, slices]: Vec4): ReadRow {
  const [wx, wy, wz] = [new Float64Array(4), new Float64Array(4), new Float64Array(4)];
  const mixed = new Float64Array(columns);
  return ({ out, at, count, share, start: [x, y, z], step: [step] }) => {
    const iy = splineWeights(y, wy);
    const iz = splineWeights(z, wz);
    const end = x + (count - 1) * step;
    const first = clamp(Math.floor(Math.min(x, end)) - 1, columns);
    const last = clamp(Math.floor(Math.max(x, end)) + 2, columns);
    mixed.fill(0, first, last + 1);
    for (let w = 0; w < 4; w++)
      for (let v = 0; v < 4; v++) {
        const weight = share * wz[w]! * wy[v]!;
        const line = columns * (clamp(iy + v, rows) + rows * clamp(iz + w, slices));
        for (let n = first; n <= last; n++) mixed[n]! += weight * c[line + n]!;
      }
    for (let n = 0; n < count; n++) {
      const ix = splineWeights(x + n * step, wx);
      if (ix >= 0 && ix + 3 < columns) out[at + n]! += wx[0]! * mixed[ix]! + wx[1]! * mixed[ix + 1]! + wx[2]! * mixed[ix + 2]! + wx[3]! * mixed[ix + 3]!;
      else for (let u = 0; u < 4; u++) out[at + n]! += wx[u]! * mixed[clamp(ix + u, columns)]!;
    }
  };
}

/** For rows in any direction. */
function anyhow(c: Float32Array, [columns, rows, slices]: Vec4): ReadRow {
  const [wx, wy, wz] = [new Float64Array(4), new Float64Array(4), new Float64Array(4)];
  const lines = new Int32Array(16);
  return ({ out, at, count, share, start: [x, y, z], step: [sx, sy, sz] }) => {
    for (let n = 0; n < count; n++) {
      const ix = splineWeights(x + n * sx, wx);
      const iy = splineWeights(y + n * sy, wy);
      const iz = splineWeights(z + n * sz, wz);
      for (let w = 0; w < 4; w++) for (let v = 0; v < 4; v++) lines[4 * w + v] = columns * (clamp(iy + v, rows) + rows * clamp(iz + w, slices));
      const [a, b, d, e] = [clamp(ix, columns), clamp(ix + 1, columns), clamp(ix + 2, columns), clamp(ix + 3, columns)];
      let sum = 0;
      for (let w = 0; w < 4; w++) {
        let inPlane = 0;
        for (let v = 0; v < 4; v++) {
          const line = lines[4 * w + v]!;
          inPlane += wy[v]! * (wx[0]! * c[line + a]! + wx[1]! * c[line + b]! + wx[2]! * c[line + d]! + wx[3]! * c[line + e]!);
        }
        sum += wz[w]! * inPlane;
      }
      out[at + n]! += share * sum;
    }
  };
}
