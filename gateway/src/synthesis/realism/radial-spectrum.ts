import type { Vec3 } from '../../volume/geometry.ts';

export interface SpectrumRequest {
  readonly values: Float32Array;
  /** Tiles lie wholly where this is 1. */
  readonly region: Uint8Array;
  readonly dimensions: Vec3;
  /** Side of the square tiles, voxels. */
  readonly side: number;
}

const MOST_TILES = 60;

export interface Ring {
  readonly power: number;
  /** Relative variance of the power: what is left to chance. */
  readonly variance: number;
}

/** Mean power by spatial frequency of square axial tiles, a ring of frequencies each, the lowest left out; undefined where no tile fits. */
export function radialSpectrum(request: SpectrumRequest): readonly Ring[] | undefined {
  const { side } = request;
  const rings = side / 2 - 1;
  const [sums, counts] = [new Float64Array(rings), new Float64Array(rings)];
  const tiles = tilesOf(request).slice(0, MOST_TILES);
  if (tiles.length === 0) return undefined;
  const waves = wavesOf(side);
  for (const tile of tiles) addPower(tile, waves, { sums, counts });
  // Tiles overlap, and each frequency comes with its mirror image.
  const independent = Math.max(1, tiles.length / 4) / (2 * tiles.length);
  return [...sums].map((sum, ring) => ({ power: sum / counts[ring]!, variance: 1 / (counts[ring]! * independent) }));
}

/** Values of the tiles on a lattice of half their side that lie wholly in the region. */
function tilesOf({ values, region, dimensions: [columns, rows, slices], side }: SpectrumRequest): Float32Array[] {
  const tiles: Float32Array[] = [];
  for (let k = 0; k < slices; k++)
    for (let j = 0; j + side <= rows; j += side / 4)
      for (let i = 0; i + side <= columns; i += side / 4) {
        const tile = new Float32Array(side * side);
        let isWhole = true;
        for (let n = 0; n < tile.length && isWhole; n++) {
          const v = i + (n % side) + columns * (j + Math.floor(n / side) + rows * k);
          isWhole = region[v] === 1;
          tile[n] = values[v]!;
        }
        if (isWhole) tiles.push(tile);
      }
  return tiles;
}

interface Waves {
  readonly side: number;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

function wavesOf(side: number): Waves {
  const angle = (n: number) => (2 * Math.PI * n) / side;
  return { side, cos: Float64Array.from({ length: side }, (_, n) => Math.cos(angle(n))), sin: Float64Array.from({ length: side }, (_, n) => Math.sin(angle(n))) };
}

/** Adds a tile's power to the rings: rows, then columns. */
function addPower(tile: Float32Array, { side, cos, sin }: Waves, { sums, counts }: { readonly sums: Float64Array; readonly counts: Float64Array }): void {
  const [re, im] = [new Float64Array(side * side), new Float64Array(side * side)];
  for (let y = 0; y < side; y++)
    for (let u = 0; u < side; u++)
      for (let x = 0; x < side; x++) {
        re[u + side * y]! += tile[x + side * y]! * cos[(u * x) % side]!;
        im[u + side * y]! -= tile[x + side * y]! * sin[(u * x) % side]!;
      }
  for (let u = 0; u < side; u++)
    for (let v = 0; v < side; v++) {
      let [a, b] = [0, 0];
      for (let y = 0; y < side; y++) {
        const [c, s] = [cos[(v * y) % side]!, sin[(v * y) % side]!];
        a += re[u + side * y]! * c + im[u + side * y]! * s;
        b += im[u + side * y]! * c - re[u + side * y]! * s;
      }
      const ring = Math.round(Math.hypot(Math.min(u, side - u), Math.min(v, side - v))) - 1;
      if (ring < 0 || ring >= sums.length) continue;
      sums[ring]! += a * a + b * b;
      counts[ring]!++;
    }
}
