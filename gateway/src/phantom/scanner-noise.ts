import type { Geometry } from '../volume/geometry.ts';
import { makeRandom } from './random.ts';

/**
 * Adds the grain of a reconstructed CT slice: white noise band-passed in the plane (a ramp filter with a soft roll-off has its
 * power at middle frequencies), weakly alike from slice to slice, stronger in the middle of the body. `sdHu` is its SD at the axis.
 */
export function addScannerNoise(hu: Float32Array, geometry: Geometry, { seed, sdHu, axisIj }: { seed: number; sdHu: number; axisIj: readonly [number, number] }): void {
  const [columns, rows, slices] = geometry.dimensions;
  const [si, sj, sk] = geometry.spacingMm;
  const random = makeRandom(seed ^ 0x5eed);
  const plane = columns * rows;
  const keep = Math.exp(-sk / 1.5);
  let before: Float32Array | undefined;
  const scratch = new Float32Array(plane);
  const falloff = Float32Array.from({ length: 512 }, (_, n) => 0.62 + 0.38 * Math.exp(-((n * n) / (95 * 95))));
  for (let k = 0; k < slices; k++) {
    const grain = bandPass(white(random, plane), scratch, { columns, sigma: [0.55 / si, 0.55 / sj] });
    if (before) for (let o = 0; o < plane; o++) grain[o] = keep * (before[o] as number) + Math.sqrt(1 - keep * keep) * (grain[o] as number);
    before = grain;
    for (let o = 0; o < plane; o++) {
      const distanceMm = Math.hypot(((o % columns) - axisIj[0]) * si, (Math.floor(o / columns) - axisIj[1]) * sj);
      const at = k * plane + o;
      hu[at] = (hu[at] as number) + sdHu * (falloff[Math.min(511, distanceMm | 0)] as number) * (grain[o] as number);
    }
  }
}

const white = (random: { normal(): number }, count: number): Float32Array => {
  const out = new Float32Array(count);
  for (let o = 0; o < count; o++) out[o] = random.normal();
  return out;
};

/** Narrow minus wide Gaussian, scaled to unit SD. */
function bandPass(field: Float32Array, scratch: Float32Array, { columns, sigma }: { columns: number; sigma: readonly [number, number] }): Float32Array {
  const narrow = blur(field, scratch, { columns, sigma });
  const wide = blur(narrow, scratch, { columns, sigma: [sigma[0] * 2.2, sigma[1] * 2.2] });
  let sum = 0;
  for (let o = 0; o < narrow.length; o++) {
    const v = (narrow[o] as number) - 0.82 * (wide[o] as number);
    narrow[o] = v;
    sum += v * v;
  }
  const scale = 1 / Math.sqrt(sum / narrow.length);
  for (let o = 0; o < narrow.length; o++) narrow[o] = (narrow[o] as number) * scale;
  return narrow;
}

function blur(field: Float32Array, scratch: Float32Array, { columns, sigma }: { columns: number; sigma: readonly [number, number] }): Float32Array {
  const out = new Float32Array(field.length);
  const rows = field.length / columns;
  convolve(field, scratch, { weights: kernel(sigma[0]), count: columns, step: 1, lines: rows, lineStep: columns });
  convolve(scratch, out, { weights: kernel(sigma[1]), count: rows, step: columns, lines: columns, lineStep: 1 });
  return out;
}

function kernel(sigma: number): Float32Array {
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const w = Float32Array.from({ length: 2 * reach + 1 }, (_, n) => Math.exp(-((n - reach) ** 2) / (2 * Math.max(0.2, sigma) ** 2)));
  const total = w.reduce((a, b) => a + b, 0);
  return w.map(v => v / total);
}

interface Lines {
  readonly weights: Float32Array;
  readonly count: number;
  readonly step: number;
  readonly lines: number;
  readonly lineStep: number;
}

/** Convolves every line, wrapping round at its ends, so that the noise has no border. */
function convolve(from: Float32Array, to: Float32Array, { weights, count, step, lines, lineStep }: Lines): void {
  const reach = (weights.length - 1) / 2;
  for (let line = 0; line < lines; line++)
    for (let n = 0; n < count; n++) {
      let sum = 0;
      if (n >= reach && n + reach < count) {
        let o = line * lineStep + (n - reach) * step;
        for (let w = 0; w <= 2 * reach; w++, o += step) sum += (weights[w] as number) * (from[o] as number);
      } else
        for (let w = -reach; w <= reach; w++) {
          const at = (n + w + count) % count;
          sum += (weights[w + reach] as number) * (from[line * lineStep + at * step] as number);
        }
      to[line * lineStep + n * step] = sum;
    }
}
