import { affineOf } from '../../volume/geometry.ts';
import { LARGEST_HALF_AXIS } from './clearances.ts';
import type { PlacementRequest } from './placement-request.ts';

const LESION_GAP_MM = 2;

/** True for working offsets where a lesion of the given half axis keeps its gap to every lesion that is already there, and lies around what it should. */
export function isFree({ survey, taken = [], gapMm = LESION_GAP_MM, around }: PlacementRequest, halfAxisMm: number): (at: number) => boolean {
  if (taken.length === 0 && !around) return () => true;
  const { geometry } = survey.grid;
  const [columns, rows] = geometry.dimensions;
  const m = affineOf(geometry) as number[];
  const shells = [
    ...taken.map(other => ({ centreLps: other.centreLps, lowMm: LARGEST_HALF_AXIS * other.radiusMm + halfAxisMm + gapMm, highMm: Infinity })),
    ...(around ? [around] : []),
  ];
  return at => {
    const [i, j, k] = [at % columns, Math.floor(at / columns) % rows, Math.floor(at / (columns * rows))];
    const x = m[0]! * i + m[1]! * j + m[2]! * k + m[3]!;
    const y = m[4]! * i + m[5]! * j + m[6]! * k + m[7]!;
    const z = m[8]! * i + m[9]! * j + m[10]! * k + m[11]!;
    return shells.every(({ centreLps: c, lowMm, highMm }) => {
      const squared = (x - c[0]) ** 2 + (y - c[1]) ** 2 + (z - c[2]) ** 2;
      return squared >= lowMm * lowMm && squared <= highMm * highMm;
    });
  };
}
