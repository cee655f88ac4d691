import type { ReferenceRun } from '../kernel.ts';
import { normalOf, philox4x32 } from '../philox/reference.ts';

export interface LatticeNoiseOptions {
  /** Two words: who draws (seed, purpose). */
  readonly key: Uint32Array;
  /** Separates fields under one key. */
  readonly stream: number;
  /** Distance of lattice nodes in mm. The field's autocorrelation falls to 1/e at 1.15 times this. */
  readonly nodeMm: number;
  /** Positions |x|, |y|, |z| up to this many mm may be asked. */
  readonly reachMm: number;
}

type Layout = Readonly<Record<'keyA' | 'keyB' | 'stream', 'u32'>> & { readonly half: 'i32'; readonly scale: 'f32' };

/** See kernel.ts. */
export function latticeNodes({ out, parameters: { keyA, keyB, stream, half, scale } }: ReferenceRun<readonly [], 'f32', Layout>): void {
  const key = Uint32Array.of(keyA, keyB);
  const counter = Uint32Array.of(0, 0, 0, stream);
  const words = new Uint32Array(4);
  let at = 0;
  for (let k = -half; k <= half; k++)
    for (let j = -half; j <= half; j++)
      for (let i = -half; i <= half; i++) {
        counter[0] = i;
        counter[1] = j;
        counter[2] = k;
        philox4x32(counter, key, words);
        out[at++] = normalOf(words) * scale;
      }
}

/** What nodes are multiplied by so that the splines between them have SD 1: (151 / 315) is the mean over a cell of the sum of squared cubic B-spline weights on one axis. */
export const UNIT_SCALE = (151 / 315) ** -1.5;

/**
 * Smooth noise in space: independent normals on a cubic lattice (keyed by node, so a value depends on its place alone),
 * blended by cubic B-splines. Mean 0, SD about 1. Returns the field as a function of a position in mm.
 */
export function latticeNoise({ key, stream, nodeMm, reachMm }: LatticeNoiseOptions): (x: number, y: number, z: number) => number {
  const half = Math.ceil(reachMm / nodeMm) + 2;
  const size = 2 * half + 1;
  const nodes = drawNodes({ key, stream, half });
  const wx = new Float64Array(4);
  const wy = new Float64Array(4);
  const wz = new Float64Array(4);
  const last = size - 4;
  return (x, y, z) => {
    const ix = Math.min(last, Math.max(0, splineWeights(x / nodeMm + half, wx)));
    const iy = Math.min(last, Math.max(0, splineWeights(y / nodeMm + half, wy)));
    const iz = Math.min(last, Math.max(0, splineWeights(z / nodeMm + half, wz)));
    const x0 = wx[0] as number;
    const x1 = wx[1] as number;
    const x2 = wx[2] as number;
    const x3 = wx[3] as number;
    let sum = 0;
    for (let c = 0; c < 4; c++) {
      let plane = 0;
      for (let b = 0; b < 4; b++) {
        const at = ix + size * (iy + b + size * (iz + c));
        plane += (wy[b] as number) * (x0 * (nodes[at] as number) + x1 * (nodes[at + 1] as number) + x2 * (nodes[at + 2] as number) + x3 * (nodes[at + 3] as number));
      }
      sum += (wz[c] as number) * plane;
    }
    return sum;
  };
}

function drawNodes({ key, stream, half }: { key: Uint32Array; stream: number; half: number }): Float32Array {
  const out = new Float32Array((2 * half + 1) ** 3);
  latticeNodes({ inputs: [], out, parameters: { keyA: key[0]!, keyB: key[1]!, stream, half, scale: UNIT_SCALE } });
  return out;
}

/** Cubic B-spline weights at a lattice position; returns the first of the four nodes. */
function splineWeights(position: number, out: Float64Array): number {
  const cell = Math.floor(position);
  const t = position - cell;
  const s = 1 - t;
  out[0] = (s * s * s) / 6;
  out[1] = (4 - 6 * t * t + 3 * t * t * t) / 6;
  out[2] = (4 - 6 * s * s + 3 * s * s * s) / 6;
  out[3] = (t * t * t) / 6;
  return cell - 1;
}
