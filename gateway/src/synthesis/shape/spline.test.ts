import { describe, expect, it } from 'vitest';
import { pythonWith, runPython } from '../../../../test/support/python.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { gaussianBlur } from '../../kernels/gaussian-blur/gaussian-blur.ts';
import { splineSampleKernel } from '../../kernels/spline-sample/kernel.ts';
import { normalOf, philox4x32 } from '../../kernels/philox/reference.ts';
import type { Vec3 } from '../../volume/geometry.ts';
import { prefilter, zoom } from './spline.ts';

/** scipy.ndimage.zoom of order 3: the end samples of both grids coincide. */
async function cubicZoom(samples: Float32Array, from: Vec3, to: Vec3): Promise<Float32Array> {
  const coefficients = prefilter(cpuKernels, cpuKernels.upload(samples), from);
  const step = from.map((n, axis) => (to[axis]! > 1 ? (n - 1) / (to[axis]! - 1) : 0)) as unknown as Vec3;
  return cpuKernels.read(zoom(cpuKernels, coefficients, { from, to, origin: [0, 0, 0], step }));
}

const from: Vec3 = [5, 4, 3];
const to: Vec3 = [7, 6, 6];
const samples = Float32Array.from({ length: 60 }, (_, n) => ((n * 37) % 101) / 10);

function normals(count: number): Float32Array {
  const [counter, key, words] = [new Uint32Array(4), Uint32Array.of(11, 4), new Uint32Array(4)];
  return Float32Array.from({ length: count }, (_, n) => {
    counter[0] = n;
    philox4x32(counter, key, words);
    return normalOf(words);
  });
}

/** SD of a cube's inside and the correlation of neighbours along x. */
function moments(values: Float32Array, size: number): { sd: number; lag1: number } {
  let [n, sum, squares, products] = [0, 0, 0, 0];
  for (let k = 5; k < size - 5; k++)
    for (let j = 5; j < size - 5; j++)
      for (let i = 5; i < size - 6; i++) {
        const at = i + size * (j + size * k);
        n++;
        sum += values[at]!;
        squares += values[at]! ** 2;
        products += values[at]! * values[at + 1]!;
      }
  const variance = squares / n - (sum / n) ** 2;
  return { sd: Math.sqrt(variance), lag1: (products / n - (sum / n) ** 2) / variance };
}

describe('cubic zoom', () => {
  it('gives the values of scipy.ndimage.zoom', async () => {
    const zoomed = await cubicZoom(samples, from, to);
    const at = (k: number, j: number, i: number) => zoomed[i + 7 * (j + 6 * k)];
    expect(at(0, 0, 0)).toBeCloseTo(0, 4);
    expect(at(2, 3, 4)).toBeCloseTo(3.701091, 4);
    expect(at(5, 5, 6)).toBeCloseTo(6.2, 4);
    expect(at(1, 2, 5)).toBeCloseTo(5.602156, 4);
    expect(at(3, 0, 2)).toBeCloseTo(4.290705, 4);
    expect(zoomed.reduce((a, b) => a + b, 0)).toBeCloseTo(1252.12603, 2);
  });

  const python = pythonWith('scipy');
  it.skipIf(!python)('agrees with the scipy that is here, voxel by voxel', async () => {
    const script = `
import json, sys, numpy as np
from scipy.ndimage import zoom
a = np.array(json.load(sys.stdin)).reshape(3, 4, 5)
print(json.dumps(zoom(a, (2, 1.5, 1.4), order=3).ravel().tolist()))`;
    const expected = runPython<number[]>(python!, script, [...samples]);
    (await cubicZoom(samples, from, to)).forEach((value, n) => expect(value).toBeCloseTo(expected[n]!, 4));
  });

  it.each([
    [1.1, 0.362, 0.53],
    [1.3, 0.428, 0.59],
    [1.5, 0.488, 0.65],
  ])('of %s, then a blur of 0.6, leaves white noise an SD of %s and a correlation of %s', async (factor, sd, lag1) => {
    const coarse = 60;
    const fine = Math.round(coarse * factor);
    const zoomed = await cubicZoom(normals(coarse ** 3), [coarse, coarse, coarse], [fine, fine, fine]);
    const blurred = gaussianBlur(zoomed, { dimensions: [fine, fine, fine], sigmaVoxels: [0.6, 0.6, 0.6], sampling: 'point' });
    const found = moments(blurred, fine);
    expect(found.sd / sd).toBeGreaterThan(0.98);
    expect(found.sd / sd).toBeLessThan(1.02);
    expect(found.lag1).toBeCloseTo(lag1, 1);
    expect(Math.abs(found.lag1 - lag1)).toBeLessThan(0.02);
  });
});

describe('spline sample', () => {
  const lattice = [6, 7, 8, 0] as const;
  const sample = (toLatticeX: readonly [number, number, number, number], tilt: number, layers: number) => {
    const parameters = { dimensions: [9, 5, 4, 0] as const, lattice, toLatticeX, toLatticeY: [tilt, 1.1, 0.1, 0.4] as const, toLatticeZ: [0, -0.2, 1.7, 1.3] as const, layers };
    return cpuKernels.read(cpuKernels.run(splineSampleKernel, { inputs: [cpuKernels.upload(normals(336))], parameters, length: 180 }));
  };

  it.each([1, 3])('reads rows along the lattice as it reads any other, in %s layers', async layers => {
    const along = await sample([-0.8, 0, 0, 6.2], 0, layers);
    const any = await sample([-0.8, 0, 0, 6.2], 1e-12, layers);
    along.forEach((value, n) => expect(value).toBeCloseTo(any[n]!, 5));
    expect(new Set(along).size).toBeGreaterThan(100);
  });

  it('weighs 1 mm nodes as a Gaussian of 0.6 mm does', async () => {
    const nodes = new Float32Array(11);
    nodes[5] = 1;
    const parameters = { dimensions: [11, 1, 1, 0] as const, lattice: [11, 1, 1, 0] as const, toLatticeX: [1, 0, 0, 0] as const, toLatticeY: [0, 0, 0, 0] as const, toLatticeZ: [0, 0, 0, 0] as const, layers: 1 };
    const read = await cpuKernels.read(cpuKernels.run(splineSampleKernel, { inputs: [cpuKernels.upload(nodes)], parameters, length: 11 }));
    const blurred = gaussianBlur(nodes, { dimensions: [11, 1, 1], sigmaVoxels: [0.6, 0, 0], sampling: 'point' });
    read.forEach((weight, n) => expect(Math.abs(weight - blurred[n]!)).toBeLessThan(0.005));
  });
});
