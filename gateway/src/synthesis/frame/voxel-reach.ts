import type { LesionFrame } from './lesion-frame.ts';

/** Largest distance of a point of a voxel from its centre, mm: half its longest diagonal. */
export function voxelReachMm({ m }: LesionFrame): number {
  let longest = 0;
  for (const b of [-1, 1]) for (const c of [-1, 1]) longest = Math.max(longest, Math.hypot(...[0, 3, 6].map(r => m[r]! + b * m[r + 1]! + c * m[r + 2]!)));
  return longest / 2;
}
