import { boundingBox, type Box } from '../volume/crop.ts';
import type { Vec3 } from '../volume/geometry.ts';
import type { MaskPair } from './same-grid.ts';

/** The box of all that is in either mask (or label map); undefined when both are empty. */
export function jointBox({ reference, prediction }: MaskPair): Box | undefined {
  const [a, b] = [boundingBox(reference), boundingBox(prediction)];
  if (!a || !b) return a ?? b;
  return { low: a.low.map((v, n) => Math.min(v, b.low[n]!)) as unknown as Vec3, high: a.high.map((v, n) => Math.max(v, b.high[n]!)) as unknown as Vec3 };
}
