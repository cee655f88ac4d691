import { availableParallelism } from 'node:os';
import { loadModel } from '../../../gateway/src/inference/load-models.ts';
import { InferencePool } from '../../../gateway/src/inference/pool.ts';
import { networkPredictor } from '../../../gateway/src/inference/network-predictor.ts';
import { slidingWindow } from '../../../gateway/src/inference/sliding-window.ts';
import { planWindows } from '../../../gateway/src/inference/window-plan.ts';
import { makeVolume } from '../../../gateway/src/volume/volume.ts';
import type { Vec3 } from '../../../gateway/src/volume/geometry.ts';
import { PATHS } from '../../../gateway/src/wiring/paths.ts';
import type { Benchmark } from '../benchmark.ts';

const MODEL = 'liver-lesion';

/** Pairs of runs; the shortest of each kind are compared, since other programs only ever add to a time. */
const PAIRS = 5;

/** What cutting, weighting and adding windows costs beyond running them: the same windows through the same processes, with and without. */
export const slidingWindowOverhead: Benchmark = {
  name: 'sliding window',
  async run() {
    const model = await loadModel(PATHS.models, MODEL);
    const { windowSize, overlap, labels } = model.manifest;
    const dimensions = windowSize.map(n => Math.round(1.9 * n)) as unknown as Vec3;
    const geometry = { dimensions, spacingMm: [1.5, 1.5, 1.5], originLps: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
    const input = makeVolume(geometry, new Float32Array(dimensions[0] * dimensions[1] * dimensions[2]).map((_, v) => (v % 251) / 250));
    const processes = availableParallelism();
    const pool = new InferencePool({ providers: ['cpu'], processes, threadsPerProcess: 1 });
    const { predict } = networkPredictor(pool, model);
    const windows = planWindows(dimensions, windowSize, overlap).length;
    const window = new Float32Array(windowSize[0] * windowSize[1] * windowSize[2]).fill(0.5);
    const seconds = async (work: () => Promise<unknown>) => {
      const start = performance.now();
      await work();
      return (performance.now() - start) / 1000;
    };
    const bare = () => seconds(() => lanes(processes, windows, () => predict(window)));
    const whole = () => seconds(() => slidingWindow({ input, windowSize, overlap, channels: labels.length, padValue: 0, weighting: 'gaussian', predict, concurrency: processes + 1 }));
    await bare();
    const shortest = { whole: Infinity, bare: Infinity };
    for (let n = 0; n < PAIRS; n++) {
      shortest.whole = Math.min(shortest.whole, await whole());
      shortest.bare = Math.min(shortest.bare, await bare());
    }
    pool.close();
    const ratio = shortest.whole / shortest.bare;
    return [{ what: `sliding-window overhead over the bare runs, ${windows} windows, shortest of each`, value: 100 * (ratio - 1), unit: '%', target: 10 }];
  },
};

/** Runs `total` pieces of work, `width` at once. */
async function lanes(width: number, total: number, work: () => Promise<unknown>): Promise<void> {
  let left = total;
  await Promise.all(Array.from({ length: width }, async () => {
    while (left-- > 0) await work();
  }));
}
