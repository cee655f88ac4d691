import type { Volume } from '../volume/volume.ts';
import { ballSpans } from './ball-spans.ts';
import type { LesionFrame } from './lesion-frame.ts';

/** Distance in mm from the lesion's centre to the nearest voxel that is not in the mask, up to `reachMm`; Infinity when there is none so near. The scan's own edge is no border. */
export function nearestOutside({ geometry: { dimensions }, voxels }: Volume<Uint8Array>, frame: LesionFrame, reachMm: number): number {
  const [columns, rows] = dimensions;
  const spans = ballSpans(dimensions, frame, reachMm);
  let nearest = Infinity;
  for (let row = 0; 2 * row < spans.length; row++)
    for (let i = spans[2 * row]!; i < spans[2 * row + 1]!; i++) {
      if (voxels[i + columns * row] !== 0) continue;
      const [j, k] = [row % rows, Math.floor(row / rows)];
      nearest = Math.min(nearest, frame.x(i, j, k) ** 2 + frame.y(i, j, k) ** 2 + frame.z(i, j, k) ** 2);
    }
  return Math.sqrt(nearest);
}
