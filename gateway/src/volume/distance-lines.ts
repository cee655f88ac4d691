/** Distances along single lines of voxels: the steps that exact distance maps are made of. */

/** Squared distance along a row to the nearest set voxel of that row, mm^2; Infinity in a row without one. */
export function rowDistances(voxels: Uint8Array, out: Float32Array, line: { row: number; columns: number; spacingMm: number }): void {
  const { row, columns, spacingMm } = line;
  let distance = Infinity;
  for (let i = 0; i < columns; i++) {
    distance = voxels[row + i] === 0 ? distance + spacingMm : 0;
    out[row + i] = distance;
  }
  distance = Infinity;
  for (let i = columns - 1; i >= 0; i--) {
    distance = voxels[row + i] === 0 ? distance + spacingMm : 0;
    const nearest = Math.min(distance, out[row + i]!);
    out[row + i] = nearest * nearest;
  }
}

/**
 * Lower envelope of the parabolas f(q) + (spacing (x - q))^2 over a line of voxels: min over q, for any real x.
 * Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, 2012.
 */
export class Envelope {
  readonly #weight: number;
  /** 1 / (2 weight n). */
  readonly #reciprocal: Float64Array;
  readonly #vertex: Int32Array;
  readonly #boundary: Float64Array;
  readonly #value: Float64Array;
  #top = -1;

  constructor(count: number, spacingMm: number) {
    this.#weight = spacingMm * spacingMm;
    this.#reciprocal = Float64Array.from({ length: count }, (_, n) => 1 / (2 * this.#weight * n));
    this.#vertex = new Int32Array(count);
    this.#boundary = new Float64Array(count + 1);
    this.#value = new Float64Array(count);
  }

  /** True when no value of the line was finite. */
  get isEmpty(): boolean {
    return this.#top < 0;
  }

  /** Takes the values of a line, mm^2. */
  build(f: Float64Array): void {
    const weight = this.#weight;
    const reciprocal = this.#reciprocal;
    const vertex = this.#vertex;
    const boundary = this.#boundary;
    const value = this.#value;
    let top = -1;
    for (let q = 0; q < f.length; q++) {
      const height = f[q]!;
      if (height === Infinity) continue;
      let crossing = -Infinity;
      while (top >= 0) {
        const v = vertex[top]!;
        crossing = (height - value[top]! + weight * (q * q - v * v)) * reciprocal[q - v]!;
        if (crossing > boundary[top]!) break;
        top--;
      }
      if (top < 0) crossing = -Infinity;
      top++;
      vertex[top] = q;
      value[top] = height;
      boundary[top] = crossing;
    }
    boundary[top + 1] = Infinity;
    this.#top = top;
  }

  /** out[n] = min(out[n], envelope at (start + n) + add). Does nothing when empty. */
  lower(out: Float64Array, start: number, add: number): void {
    if (this.#top < 0) return;
    const weight = this.#weight;
    const vertex = this.#vertex;
    const boundary = this.#boundary;
    const value = this.#value;
    for (let n = 0, at = 0; n < out.length; n++) {
      const x = start + n;
      while (boundary[at + 1]! < x) at++;
      const step = x - vertex[at]!;
      const distance = value[at]! + weight * step * step + add;
      if (distance < out[n]!) out[n] = distance;
    }
  }
}
