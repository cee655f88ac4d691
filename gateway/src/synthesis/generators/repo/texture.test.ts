import { expect, it } from 'vitest';
import { cpuKernels } from '../../../kernels/cpu.ts';
import type { Geometry } from '../../../volume/geometry.ts';
import { ballSpans } from '../../frame/ball-spans.ts';
import { makeDraws } from '../../draws.ts';
import { lesionFrame } from '../../frame/lesion-frame.ts';
import { repoTexture } from './texture.ts';

/** A cube of 3 mm voxels 2 reach wide. */
function grid(reachMm: number): Geometry {
  const n = Math.floor((2 * reachMm) / 3);
  return { dimensions: [n, n, n], spacingMm: [3, 3, 3], originLps: [-reachMm, -reachMm, -reachMm], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
}

async function moments(patchMm: number, grainMm: number, reachMm: number) {
  const geometry = grid(reachMm);
  const frame = lesionFrame(geometry, [0, 0, 0]);
  const region = ballSpans(geometry.dimensions, frame, 2 * reachMm);
  let [n, sum, squares, lowest, highest] = [0, 0, 0, 1, 0];
  for (const seed of [1, 2]) {
    const draws = makeDraws({ seed, stage: 'scan' });
    const { texture, gain } = repoTexture(cpuKernels, { geometry, frame, region, law: { patchMm, grainMm, base: 0.05, slope: 0.2, level: 0.525 }, draws });
    for (const w of await cpuKernels.read(texture)) {
      const value = gain * w;
      n++;
      sum += value;
      squares += value * value;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  }
  return { mean: sum / n, sd: Math.sqrt(squares / n - (sum / n) ** 2), lowest, highest };
}

it.each([
  [3, 4, 0.034],
  [9, 4, 0.056],
  [15, 7, 0.048],
])('blurs of %s and %s mm give the mean, SD and range of the released textures', async (patchMm, grainMm, sd) => {
  const found = await moments(patchMm, grainMm, 60);
  expect(Math.abs(found.mean - 0.52)).toBeLessThan(0.02);
  expect(found.sd / sd, `SD ${found.sd}`).toBeGreaterThan(0.8);
  expect(found.sd / sd, `SD ${found.sd}`).toBeLessThan(1.2);
  expect(found.lowest).toBeGreaterThan(0);
  expect(found.highest).toBeLessThan(1);
});
