import { describe, expect, it } from 'vitest';
import { labelOccupancy } from './label-occupancy.ts';

describe('labelOccupancy', () => {
  it('labels half-filled voxels when that keeps the volume', () => {
    expect([...labelOccupancy(Float32Array.of(1, 0.5, 0.45, 0, 0.1)).label]).toEqual([1, 1, 0, 0, 0]);
  });

  it('moves the threshold to keep the volume, never below 0.35 nor above 0.65', () => {
    expect([...labelOccupancy(Float32Array.of(1, 0.4, 0.4, 0.4, 0.3)).label]).toEqual([1, 1, 1, 1, 0]);
    expect([...labelOccupancy(Float32Array.of(0.3, 0.3, 0.3, 0.3, 0.9)).label]).toEqual([0, 0, 0, 0, 1]);
    expect([...labelOccupancy(Float32Array.of(0.7, 0.7, 0.7, 0.7)).label]).toEqual([1, 1, 1, 1]);
  });

  it('labels the fullest voxel when none counts', () => {
    expect(labelOccupancy(Float32Array.of(0, 0.1, 0.2))).toEqual({ label: Uint8Array.of(0, 0, 1), subVoxel: true });
    expect(labelOccupancy(Float32Array.of(0, 0))).toEqual({ label: Uint8Array.of(0, 0), subVoxel: true });
  });
});
