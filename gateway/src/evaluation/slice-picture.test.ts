import { describe, expect, it } from 'vitest';
import { voxelCount, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { makeVolume, type Labelmap } from '../volume/volume.ts';
import { shownSlice, slicePicture } from './slice-picture.ts';

/** Stored feet first and from the patient's left to right: what is drawn must not follow the storage. */
const geometry: Geometry = { dimensions: [60, 50, 12], spacingMm: [1.2, 1.2, 4], originLps: [40, -20, 0], direction: [-1, 0, 0, 0, 1, 0, 0, 0, 1] };

function labelmap(...blocks: readonly (readonly [value: number, low: Vec3, high: Vec3])[]): Labelmap {
  const map = makeVolume(geometry, new Uint8Array(voxelCount(geometry)));
  for (const [value, low, high] of blocks)
    for (let k = low[2]; k < high[2]; k++) for (let j = low[1]; j < high[1]; j++) for (let i = low[0]; i < high[0]; i++) map.voxels[i + 60 * (j + 50 * k)] = value;
  return map;
}

const organ = [1, [20, 15, 2], [45, 35, 10]] as const;

describe('shownSlice', () => {
  const sliceOf = (reference: Labelmap, prediction: Labelmap) => shownSlice({ reference, prediction }, 2).box.low[2];

  it('takes most lesion of the reference, else of the prediction, else most organ, else the middle', () => {
    const small = [2, [24, 20, 4], [27, 23, 5]] as const;
    const large = [2, [24, 20, 7], [30, 26, 8]] as const;
    expect(sliceOf(labelmap(organ, small, large), labelmap(organ, [2, [21, 16, 3], [44, 34, 4]]))).toBe(7);
    expect(sliceOf(labelmap(organ), labelmap(organ, small))).toBe(4);
    expect(sliceOf(labelmap([1, [20, 15, 9], [45, 35, 10]]), labelmap())).toBe(9);
    expect(sliceOf(labelmap(), labelmap())).toBe(6);
  });

  it('keeps what is labelled and 20 mm around it, of one slice', () => {
    const { box, reference } = shownSlice({ reference: labelmap(organ), prediction: labelmap([2, [24, 20, 4], [27, 23, 5]]) }, 2);
    expect([box.low, box.high]).toEqual([[3, 0, 4], [60, 50, 5]]);
    expect(reference.geometry.dimensions).toEqual([57, 50, 1]);
  });
});

describe('slicePicture', () => {
  it('shows the right side on the left, with reference green, prediction magenta and both white', () => {
    const [left, right] = [[2, [22, 20, 5], [25, 24, 6]], [2, [38, 20, 5], [42, 24, 6]]] as const; // i grows to the patient's right
    const { width, height, pixels } = slicePicture(shownSlice({ reference: labelmap(organ, right), prediction: labelmap(organ, left) }, 2));
    const columnsOf = (colour: string) => Array.from({ length: width * height }, (_, at) => at).filter(at => [...pixels.subarray(3 * at, 3 * at + 3)].join() === colour).map(at => at % width);
    const [green, magenta, white] = ['70,220,120', '255,80,200', '255,255,255'].map(columnsOf) as [number[], number[], number[]];
    expect(Math.max(...green)).toBeLessThan(Math.min(...magenta));
    expect([Math.min(...white) < Math.min(...green), Math.max(...white) > Math.max(...magenta)]).toEqual([true, true]);
  });
});
