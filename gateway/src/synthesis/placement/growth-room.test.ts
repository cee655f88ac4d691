import { describe, expect, it } from 'vitest';
import type { Geometry, Vec3 } from '../../volume/geometry.ts';
import { makeVolume } from '../../volume/volume.ts';
import { fatAround } from './fat-around.ts';
import { growthRoom } from './growth-room.ts';

const statistics = { meanHu: 180, sdHu: 15, noiseSdHu: 12, vesselThresholdHu: 220, vesselFraction: 0, volumeMl: 100 };
const geometry: Geometry = { dimensions: [60, 50, 24], spacingMm: [1, 1, 2], originLps: [-20, 5, 100], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };

/** A bright organ of 20 x 20 x 20 mm in fat; gas behind it, bone to the left, a bright neighbour in front, and a fat pocket behind the gas. */
function scene() {
  const hu = new Int16Array(60 * 50 * 24);
  const organ = new Uint8Array(hu.length);
  const tissue: string[] = [];
  for (let k = 0, at = 0; k < 24; k++)
    for (let j = 0; j < 50; j++)
      for (let i = 0; i < 60; i++, at++) {
        const is = i >= 20 && i < 40 && j >= 15 && j < 35 && k >= 7 && k < 17 ? 'organ' : j >= 38 && j < 44 ? 'gas' : i >= 44 ? 'bone' : j < 8 ? 'bright' : j >= 44 ? 'pocket' : 'fat';
        tissue.push(is);
        hu[at] = { organ: 180, gas: -1000, bone: 600, bright: 160, fat: -100, pocket: -100 }[is] + ((at * 7919) % 31) - 15;
        organ[at] = is === 'organ' ? 1 : 0;
      }
  return { ct: makeVolume(geometry, hu), organMask: makeVolume(geometry, organ), tissue };
}

describe('growthRoom', () => {
  const { ct, organMask, tissue } = scene();
  const room = growthRoom(ct, organMask, statistics).voxels;
  const share = (name: string) => room.reduce((sum, v, at) => sum + (tissue[at] === name ? v : 0), 0) / tissue.filter(is => is === name).length;

  it('holds the organ and the fat around it', () => {
    expect(share('organ')).toBe(1);
    expect(share('fat')).toBeGreaterThan(0.8);
  });

  it('holds no gas, no bone, no bright neighbour, and nothing beyond them', () => {
    for (const name of ['gas', 'bone', 'pocket']) expect(share(name), name).toBe(0);
    expect(share('bright')).toBeLessThan(0.02);
  });
});

it('tells fat from what does not give way', () => {
  const { ct, organMask } = scene();
  const fat = fatAround(ct, organMask);
  const at = (i: number, j: number, k: number): Vec3 => [-20 + i, 5 + j, 100 + 2 * k];
  expect(fat(at(22, 25, 12), 8)).toBe(1);
  expect(fat(at(38, 34, 12), 12)).toBeLessThan(0.6);
  expect(fat(at(30, 25, 12), 3)).toBe(1);
  expect(fat(at(0, 25, 12), 10)).toBeLessThan(0.7);
});
