import type { ParametersOf } from '../kernel.ts';
import type { SHAPE_LATTICE } from './layout.ts';
import { ShapeReader } from './reader.ts';
import type { ShapeVisitor } from './visitor.ts';

/** One row of voxels in a shape's lattice. */
export class ShapeRow {
  readonly #parameters: ParametersOf<typeof SHAPE_LATTICE>;
  /** Each keeps a line of its own prepared. */
  readonly #middles: ShapeReader;
  readonly #samples: ShapeReader;
  /** Rows along the lattice's x axis are read along prepared lines. */
  readonly #isAlong: boolean;
  readonly #half: readonly [number, number, number];
  readonly #values: Int32Array;
  #row = 0;
  #x = 0;
  #y = 0;
  #z = 0;

  constructor(lattice: Int32Array, parameters: ParametersOf<typeof SHAPE_LATTICE>) {
    const { count, dimensions, samples, stepI, subI } = parameters;
    this.#parameters = parameters;
    this.#middles = new ShapeReader(lattice, count);
    this.#samples = new ShapeReader(lattice, count);
    this.#isAlong = stepI[1] === 0 && stepI[2] === 0 && subI[1] === 0 && subI[2] === 0;
    this.#half = [middleOffset(parameters, 0), middleOffset(parameters, 1), middleOffset(parameters, 2)];
    this.#values = new Int32Array(dimensions[0] * samples[0] * samples[1] * samples[2]);
  }

  /** Row n of the grid; its columns from `from` to `end` may be asked about. */
  moveTo(n: number, from: number, end: number): void {
    const { dimensions: [, rows], origin, stepI, stepJ, stepK } = this.#parameters;
    const [j, k] = [n % rows, Math.floor(n / rows)];
    this.#row = n;
    this.#x = (origin[0] + j * stepJ[0] + k * stepK[0]) | 0;
    this.#y = (origin[1] + j * stepJ[1] + k * stepK[1]) | 0;
    this.#z = (origin[2] + j * stepJ[2] + k * stepK[2]) | 0;
    const [x, y, z] = [this.#x + this.#half[0], (this.#y + this.#half[1]) | 0, (this.#z + this.#half[2]) | 0];
    if (this.#isAlong) this.#middles.prepare(y, z, [(x + from * stepI[0]) | 0, (x + (end - 1) * stepI[0]) | 0]);
  }

  /** The value in the middle of a voxel of the row. */
  middle(i: number): number {
    const { stepI } = this.#parameters;
    const x = (this.#x + i * stepI[0] + this.#half[0]) | 0;
    if (this.#isAlong) return this.#middles.onLine(x);
    return this.#middles.value(x, (this.#y + i * stepI[1] + this.#half[1]) | 0, (this.#z + i * stepI[2] + this.#half[2]) | 0);
  }
  /** Hands the voxels from `from` to `end` of the row, with the values of their sub-samples, to the visitor. */
  visitNear(from: number, end: number, visitor: Pick<ShapeVisitor, 'near'>): void {
    const { dimensions: [columns], samples: [ni, nj, nk] } = this.#parameters;
    for (let c = 0; c < nk; c++) for (let b = 0; b < nj; b++) this.#readLine([from, end], b, c);
    for (let i = from, at = 0; i < end; i++, at += ni * nj * nk) visitor.near(columns * this.#row + i, this.#values, at);
  }

  /** Reads the sub-samples (a, b, c) of some voxels for one b and c. */
  #readLine([from, end]: readonly [number, number], b: number, c: number): void {
    const { samples: [ni, nj, nk], stepI, subI, subJ, subK } = this.#parameters;
    const reader = this.#samples;
    const values = this.#values;
    const [dx, dxa] = [stepI[0], subI[0]];
    const x0 = (this.#x + b * subJ[0] + c * subK[0]) | 0;
    const y0 = (this.#y + b * subJ[1] + c * subK[1]) | 0;
    const z0 = (this.#z + b * subJ[2] + c * subK[2]) | 0;
    if (this.#isAlong) reader.prepare(y0, z0, [x0 + from * dx, x0 + (end - 1) * dx + (ni - 1) * dxa]);
    for (let i = from, at = ni * (b + nj * c); i < end; i++, at += ni * nj * nk) {
      const x = (x0 + i * dx) | 0;
      if (this.#isAlong) for (let a = 0; a < ni; a++) values[at + a] = reader.onLine((x + a * dxa) | 0);
      else {
        const [y, z] = [(y0 + i * stepI[1]) | 0, (z0 + i * stepI[2]) | 0];
        for (let a = 0; a < ni; a++) values[at + a] = reader.value((x + a * dxa) | 0, (y + a * subI[1]) | 0, (z + a * subI[2]) | 0);
      }
    }
  }
}

/** From a voxel's first sub-sample to its middle along one lattice axis. */
function middleOffset({ samples, subI, subJ, subK }: ParametersOf<typeof SHAPE_LATTICE>, axis: number): number {
  return ((samples[0] - 1) * subI[axis]! + (samples[1] - 1) * subJ[axis]! + (samples[2] - 1) * subK[axis]!) / 2;
}
