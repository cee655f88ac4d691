import { crop, paste, type Box } from './crop.ts';
import type { Vec3 } from './geometry.ts';
import type { Volume, Voxels } from './volume.ts';

export interface PlacedBlock<V extends Voxels> {
  readonly volume: Volume<V>;
  /** Where the block lies in the whole grid. */
  readonly box: Box;
}

/** Copies, into `target` in place, the part of `source` that lies in it: two blocks of one grid. */
export function pasteOverlap<V extends Voxels>(target: PlacedBlock<V>, source: PlacedBlock<V>): void {
  const low = target.box.low.map((v, axis) => Math.max(v, source.box.low[axis]!)) as unknown as Vec3;
  const high = target.box.high.map((v, axis) => Math.min(v, source.box.high[axis]!)) as unknown as Vec3;
  if (low.some((v, axis) => v >= high[axis]!)) return;
  const within = ({ box }: PlacedBlock<V>): Box => ({ low: minus(low, box.low), high: minus(high, box.low) });
  paste(target.volume, crop(source.volume, within(source)), within(target));
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
