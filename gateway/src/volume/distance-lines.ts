/** Distances along single lines of voxels: the steps that exact distance maps are made of. */

/** Squared distance along a row to the nearest set voxel of that row, mm^2; Infinity in a row without one. `out` holds zeros there. */
export function rowDistances(voxels: Uint8Array, out: Float32Array, { row, columns, spacingMm }: { row: number; columns: number; spacingMm: number }): void {
  const end = row + columns;
  const weight = spacingMm * spacingMm;
  for (let from = row; from < end; ) {
    while (from < end && voxels[from] !== 0) from++;
    let to = from;
    while (to < end && voxels[to] === 0) to++;
    if (from === row && to === end) out.fill(Infinity, from, to);
    else if (from === row) for (let v = from; v < to; v++) out[v] = weight * (to - v) * (to - v);
    else if (to === end) for (let v = from; v < to; v++) out[v] = weight * (v - from + 1) * (v - from + 1);
    else {
      const middle = (from + to) >>> 1;
      for (let v = from; v < middle; v++) out[v] = weight * (v - from + 1) * (v - from + 1);
      for (let v = middle; v < to; v++) out[v] = weight * (to - v) * (to - v);
    }
    from = to;
  }
}

/** Where a line of a volume begins, and from one of its voxels to the next. */
export interface VolumeLine {
  readonly start: number;
  readonly stride: number;
  /** Voxels along it. */
  readonly count: number;
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
    this.#build(f, { start: 0, stride: 1, count: f.length }, [0, f.length]);
  }

  /** Lowers places `first` to `last` (exclusive) of a line in a volume, with the one before and the one after as all that lies beyond. */
  lowerStretch(squared: Float32Array, line: VolumeLine, [first, last]: readonly [number, number]): void {
    this.#build(squared, line, [Math.max(0, first - 1), Math.min(line.count, last + 1)]);
    if (this.#top >= 0) this.#replace(squared, line, [first, last]);
  }

  #build(f: Float32Array | Float64Array, { start, stride }: VolumeLine, [from, to]: readonly [number, number]): void {
    const reciprocal = this.#reciprocal;
    const vertex = this.#vertex;
    const boundary = this.#boundary;
    const value = this.#value;
    let top = -1;
    for (let q = from, at = start + from * stride; q < to; q++, at += stride) {
      const height = f[at]!;
      if (height === Infinity) continue;
      let crossing = -Infinity;
      while (top >= 0) {
        const v = vertex[top]!;
        crossing = 0.5 * (q + v) + (height - value[top]!) * reciprocal[q - v]!;
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

  #replace(f: Float32Array, { start, stride }: VolumeLine, [from, to]: readonly [number, number]): void {
    const weight = this.#weight;
    const vertex = this.#vertex;
    const boundary = this.#boundary;
    const value = this.#value;
    for (let n = from, part = 0, at = start + from * stride; n < to; part++) {
      const end = Math.min(to, Math.floor(boundary[part + 1]!) + 1);
      const place = vertex[part]!;
      const height = value[part]!;
      for (; n < end; n++, at += stride) f[at] = height + weight * (n - place) * (n - place);
    }
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
