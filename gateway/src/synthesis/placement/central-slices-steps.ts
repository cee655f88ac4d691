import { affineOf } from '../../volume/geometry.ts';
import { makeDraws } from '../draws.ts';
import { isFree } from './is-free.ts';
import type { PlacementRequest } from './placement-request.ts';
import type { Sites, Step } from './step.ts';

/** Shares of the organ's superior-inferior extent between which a slice is drawn. */
const BAND = [0.3, 0.7] as const;
const EROSION_MM = 2;

/**
 * A slice between 0.3 and 0.7 of the organ's extent along the body, then a site in it more than 2 mm inside the border; vessels do not
 * count. Where that leaves no site, any such slice, then any site of the organ.
 */
export function centralSlicesSteps(request: PlacementRequest): readonly Step[] {
  const step = (relaxations: Step['relaxations'], band: readonly [number, number], depthMm: number): Step =>
    ({ relaxations, fitMm: 0, legal: () => sliceSites(request, band, depthMm) });
  return [step([], BAND, EROSION_MM), step(['central-slices'], [0, 1], EROSION_MM), step(['central-slices', 'border-distance'], [0, 1], 0)];
}

/** The legal sites of the slice that the seed draws. */
function sliceSites(request: PlacementRequest, [low, high]: readonly [number, number], depthMm: number): Sites {
  const { survey: { organSites, borderMm }, seed, radiusMm } = request;
  const levelOf = levels(request);
  let [first, last] = [Infinity, -Infinity];
  for (const at of organSites) [first, last] = [Math.min(first, levelOf(at)), Math.max(last, levelOf(at))];
  const free = isFree(request, radiusMm);
  const bySlice = new Map<number, number[]>();
  let count = 0;
  for (const at of organSites) {
    const level = levelOf(at);
    const share = last === first ? 0.5 : (level - first) / (last - first);
    if (share < low || share > high || borderMm[at]! <= depthMm || !free(at)) continue;
    count++;
    const known = bySlice.get(level);
    if (known) known.push(at);
    else bySlice.set(level, [at]);
  }
  const draws = makeDraws({ seed, stage: 'placement' });
  const slices = [...bySlice.keys()].sort((a, b) => a - b);
  return { sites: slices.length === 0 ? [] : bySlice.get(slices[draws.integer('slice', slices.length)]!)!, legalShare: count / organSites.length };
}

/** The slice of a working offset along the grid axis that is nearest to the body's long axis; grows with z. */
function levels({ survey: { grid: { geometry } } }: PlacementRequest): (at: number) => number {
  const [columns, rows, slices] = geometry.dimensions;
  const towardsHead = affineOf(geometry).slice(8, 11).map((mm, axis) => mm / geometry.spacingMm[axis]!);
  const axis = [0, 1, 2].reduce((best, a) => (Math.abs(towardsHead[a]!) > Math.abs(towardsHead[best]!) ? a : best));
  const [stride, count] = [[1, columns], [columns, rows], [columns * rows, slices]][axis] as [number, number];
  const sign = towardsHead[axis]! < 0 ? -1 : 1;
  return at => sign * (Math.floor(at / stride) % count);
}
