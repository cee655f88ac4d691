import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConvLayer } from '../../../test/support/onnx-graph.ts';
import { writeModel } from '../../../test/support/test-model.ts';
import { loadModel } from './load-models.ts';
import { networkPredictor } from './network-predictor.ts';
import { InferencePool } from './pool.ts';

/** Two channels: the input itself, and the input moved by one voxel towards the start of the first spatial axis of the tensor. */
function shiftAlongFirstAxis(): ConvLayer {
  const weights = new Float32Array(2 * 27);
  weights[13] = 1;
  weights[27 + 13 + 9] = 1;
  return { inputs: 1, outputs: 2, kernel: 3, weights, bias: new Float32Array(2) };
}

let dir: string;
let pool: InferencePool;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'predictor-'));
  pool = new InferencePool({ processes: 1, threadsPerProcess: 1, providers: ['cpu'] });
});
afterAll(() => {
  pool.close();
  rmSync(dir, { recursive: true });
});

describe('networkPredictor', () => {
  it.each([
    ['zyx', [1, 2, 2]],
    ['xyz', [0, 2, 3]],
  ] as const)('lays the window out as %s says', async (axisOrder, moved) => {
    writeModel(dir, [shiftAlongFirstAxis()], { name: axisOrder, axisOrder, windowSize: [4, 5, 6] });
    const at = ([x, y, z]: readonly [number, number, number]) => x + 4 * (y + 5 * z);
    const window = new Float32Array(4 * 5 * 6);
    window[at([1, 2, 3])] = 7;
    const { predict, provider } = networkPredictor(pool, await loadModel(dir, axisOrder));
    expect(provider()).toBeUndefined();
    const out = await predict(window);
    expect(out.subarray(0, 120)).toEqual(window);
    const second = out.subarray(120);
    expect(second[at(moved)]).toBe(7);
    expect(second.filter(v => v !== 0)).toHaveLength(1);
    expect(provider()).toBe('cpu');
  });
});
