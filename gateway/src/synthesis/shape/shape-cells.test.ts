import { describe, expect, it } from 'vitest';
import { GRIDS, organPhantom } from '../../../../test/phantoms/organ-phantom.ts';
import { cpuKernels } from '../../kernels/cpu.ts';
import { occupancyKernel } from '../../kernels/occupancy/kernel.ts';
import { voxelCount } from '../../volume/geometry.ts';
import { makeDraws } from '../draws.ts';
import { lesionFrame } from '../frame/lesion-frame.ts';
import { turnMatrix } from '../frame/turn-matrix.ts';
import { makeLesionShape } from './lesion-shape.ts';
import { shapeBox, shapeSpans } from './shape-cells.ts';
import { integerLevel, integerValues, shapeOnGrid } from './shape-on-grid.ts';

describe.each(Object.keys(GRIDS) as (keyof typeof GRIDS)[])('on %s', name => {
  const phantom = organPhantom(GRIDS[name]);
  const { geometry } = phantom.ct;
  const [columns, rows] = geometry.dimensions;
  const frame = lesionFrame(geometry, phantom.deepLps);
  const shape = makeLesionShape({ radiusMm: 9, halfAxes: [0.8, 1.2, 1], turn: turnMatrix(40, 30, 70), elasticSigmaMm: 1.5, roughness: 0.07, draws: makeDraws({ seed: 4, stage: 'shape' }) });

  it('holds every voxel that a shape fills, in its spans and in its box, and not many more', async () => {
    for (const growth of [0.6, 1, 1.15]) {
      const levelMm = growth * shape.levelMm;
      const grid = shapeOnGrid(shape, frame, { dimensions: geometry.dimensions, samples: [2, 2, 4] });
      const parameters = { ...grid, level: integerLevel(shape, levelMm), inverse: Math.fround(1 / 16) };
      const filled = await cpuKernels.read(cpuKernels.run(occupancyKernel, { inputs: [cpuKernels.upload(integerValues(shape))], parameters, length: voxelCount(geometry) }));
      const spans = shapeSpans(shape, geometry.dimensions, { frame, levelMm });
      const box = shapeBox(shape, geometry, { frame, levelMm, marginMm: 0 })!;
      let [outside, inside, held] = [0, 0, 0];
      filled.forEach((share, v) => {
        const [i, j, k] = [v % columns, Math.floor(v / columns) % rows, Math.floor(v / (columns * rows))];
        const row = 2 * Math.floor(v / columns);
        const isHeld = i >= spans[row]! && i < spans[row + 1]! && [i, j, k].every((at, axis) => at >= box.low[axis]! && at < box.high[axis]!);
        if (isHeld) held++;
        if (share === 0) return;
        inside++;
        if (!isHeld) outside++;
      });
      expect(inside).toBeGreaterThan(100);
      expect(outside).toBe(0);
      expect(held).toBeLessThan(3 * inside);
    }
  });
});
