import type { ReferenceRun } from '../kernel.ts';
import { wholeSpans } from '../row-spans.ts';
import { splineWeights } from '../spline-zoom/weights.ts';

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
  const { dimensions: [columns, rows, slices], toLatticeX: x, toLatticeY: y, toLatticeZ: z, layers } = parameters;
  const read = splineReader(coefficients, parameters.lattice);
  for (let k = 0, row = 0; k < slices; k++)
    for (let j = 0; j < rows; j++, row++) {
      const [from, to] = [region[2 * row]!, region[2 * row + 1]!];
      for (let layer = 0; layer < layers; layer++) {
        const depth = k + (layer + 0.5) / layers - 0.5;
        const [x0, y0, z0] = [x, y, z].map(r => r[1]! * j + r[2]! * depth + r[3]!) as [number, number, number];
        for (let i = from; i < to; i++) out[row * columns + i]! += read(x[0] * i + x0, y[0] * i + y0, z[0] * i + z0) / layers;
      }
    }
}

/** A function that reads the spline at a lattice position. */
function splineReader(c: Float32Array, [columns, rows, slices]: readonly [number, number, number, number]): (x: number, y: number, z: number) => number {
  const [wx, wy, wz] = [new Float64Array(4), new Float64Array(4), new Float64Array(4)];
  const [lastX, lastY, lastZ] = [columns - 1, rows - 1, slices - 1];
  const plane = columns * rows;
  const inside = (first: number, last: number) => first >= 0 && first + 3 <= last;
  return (x, y, z) => {
    const ix = splineWeights(x, wx);
    const iy = splineWeights(y, wy);
    const iz = splineWeights(z, wz);
    if (!(inside(ix, lastX) && inside(iy, lastY) && inside(iz, lastZ))) return clamped(ix, iy, iz);
    const [a, b, d, e] = [wx[0]!, wx[1]!, wx[2]!, wx[3]!];
    let sum = 0;
    for (let w = 0; w < 4; w++) {
      let at = ix + columns * iy + plane * (iz + w);
      let inPlane = 0;
      for (let v = 0; v < 4; v++, at += columns) inPlane += wy[v]! * (a * c[at]! + b * c[at + 1]! + d * c[at + 2]! + e * c[at + 3]!);
      sum += wz[w]! * inPlane;
    }
    return sum;
  };

  function clamped(ix: number, iy: number, iz: number): number {
    const clamp = (index: number, last: number) => Math.min(last, Math.max(0, index));
    let sum = 0;
    for (let w = 0; w < 4; w++)
      for (let v = 0; v < 4; v++)
        for (let u = 0; u < 4; u++) sum += wz[w]! * wy[v]! * wx[u]! * c[clamp(ix + u, lastX) + columns * clamp(iy + v, lastY) + plane * clamp(iz + w, lastZ)]!;
    return sum;
  }
}
