import { describe, expect, it } from 'vitest';
import { labelOccupancy } from './label-occupancy.ts';

const labelOf = (occupancy: readonly number[], columns = occupancy.length) => [...labelOccupancy(Float32Array.from(occupancy), columns).label];

describe('labelOccupancy', () => {
  it('labels half-filled voxels when that keeps the volume', () => {
    expect(labelOf([1, 0.5, 0.45, 0, 0.1])).toEqual([1, 1, 0, 0, 0]);
  });

  it('takes the fullest until the volume is kept, none filled by less than a quarter, all filled by more than three', () => {
    expect(labelOf([1, 0, 0.42, 0, 0.4, 0, 0.41, 0, 0.3])).toEqual([1, 0, 1, 0, 0, 0, 1, 0, 0]);
    expect(labelOf([0.2, 0.2, 0.2, 0.2, 0.2, 0.9])).toEqual([0, 0, 0, 0, 0, 1]);
    expect(labelOf([0.8, 0.8, 0.8, 0.8, 0.8, 0.8])).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('takes the better surrounded of voxels that are filled alike', () => {
    expect(labelOf([
      0, 0.4, 0,
      0.4, 0.4, 0.4,
      0, 0.4, 0,
    ], 3)).toEqual([
      0, 0, 0,
      0, 1, 0,
      0, 0, 0,
    ]);
  });

  it('labels the fullest voxel when none counts', () => {
    expect(labelOccupancy(Float32Array.of(0, 0.1, 0.2), 3)).toEqual({ label: Uint8Array.of(0, 0, 1), subVoxel: true });
    expect(labelOccupancy(Float32Array.of(0, 0), 2)).toEqual({ label: Uint8Array.of(0, 0), subVoxel: true });
  });
});
