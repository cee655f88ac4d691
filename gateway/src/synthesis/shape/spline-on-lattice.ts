export interface SplineOnLatticeOptions {
  /** Coefficients on nodes -half..half an axis, x fastest. */
  readonly nodes: Float32Array;
  readonly half: number;
  readonly nodeMm: number;
  /** Coordinates along x, y, z, mm; within half - 2 nodes of 0. */
  readonly places: readonly [Float64Array, Float64Array, Float64Array];
}

/** A cubic B-spline evaluated at every combination of three lists of coordinates, x fastest: one axis after the other. */
export function splineOnLattice({ nodes, half, nodeMm, places }: SplineOnLatticeOptions): Float32Array {
  const size = 2 * half + 1;
  const [x, y, z] = places.map(line => weightsOf(line, { half, nodeMm })) as [AxisWeights, AxisWeights, AxisWeights];
  const count = places[0].length;
  const along = new Float32Array(count * size * size);
  for (let row = 0; row < size * size; row++)
    for (let n = 0; n < count; n++) {
      const at = row * size + x.first[n]!;
      along[row * count + n] = x.weights[4 * n]! * nodes[at]! + x.weights[4 * n + 1]! * nodes[at + 1]! + x.weights[4 * n + 2]! * nodes[at + 2]! + x.weights[4 * n + 3]! * nodes[at + 3]!;
    }
  const across = new Float32Array(count * count * size);
  for (let slab = 0; slab < size; slab++) mixLines({ from: along, to: across, axis: y, width: count, fromAt: slab * size * count, toAt: slab * count * count });
  const out = new Float32Array(count ** 3);
  mixLines({ from: across, to: out, axis: z, width: count * count, fromAt: 0, toAt: 0 });
  return out;
}

interface AxisWeights {
  /** First of the four nodes at each place, and their weights, four a place. */
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

function weightsOf(places: Float64Array, { half, nodeMm }: { half: number; nodeMm: number }): AxisWeights {
  const first = new Int32Array(places.length);
  const weights = new Float64Array(4 * places.length);
  places.forEach((place, n) => {
    const position = place / nodeMm + half;
    const cell = Math.floor(position);
    const t = position - cell;
    const s = 1 - t;
    first[n] = cell - 1;
    weights.set([s ** 3 / 6, (4 - 6 * t * t + 3 * t ** 3) / 6, (4 - 6 * s * s + 3 * s ** 3) / 6, t ** 3 / 6], 4 * n);
  });
  return { first, weights };
}

interface Lines {
  readonly from: Float32Array;
  readonly to: Float32Array;
  readonly axis: AxisWeights;
  /** Neighbouring values that are mixed alike. */
  readonly width: number;
  readonly fromAt: number;
  readonly toAt: number;
}

function mixLines({ from, to, axis: { first, weights }, width, fromAt, toAt }: Lines): void {
  for (let n = 0; n < first.length; n++) {
    const [w0, w1, w2, w3] = [weights[4 * n]!, weights[4 * n + 1]!, weights[4 * n + 2]!, weights[4 * n + 3]!];
    const a = fromAt + first[n]! * width;
    const at = toAt + n * width;
    for (let c = 0; c < width; c++) to[at + c] = w0 * from[a + c]! + w1 * from[a + width + c]! + w2 * from[a + 2 * width + c]! + w3 * from[a + 3 * width + c]!;
  }
}
