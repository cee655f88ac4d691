import type { Box } from '../volume/crop.ts';
import { ijkToLps, type Geometry, type Vec3 } from '../volume/geometry.ts';
import { convexHull, type Point } from './convex-hull.ts';
import { hullDiameters } from './hull-diameters.ts';

export interface AxialMeasures {
  readonly longAxisMm: number;
  readonly shortAxisMm: number;
  /** Centre of the section of largest area, LPS mm. */
  readonly sliceCentreLps: Vec3;
}

interface Component {
  readonly geometry: Geometry;
  readonly labels: Int32Array;
  readonly label: number;
  /** Bounds of the component. */
  readonly box: Box;
}

/** The planes measured in: `across` is the index axis nearest to the patient's long axis, u and v the two others. */
interface Planes {
  readonly across: number;
  readonly u: number;
  readonly v: number;
  /** Index step along u, and along v, in an orthonormal frame of the plane, mm. */
  readonly stepU: Point;
  readonly stepV: Point;
}

/**
 * Measures of one component over its axial sections: the longest in-plane diameter and the longest one perpendicular to it in
 * the same section (RECIST 1.1), to the middle of the boundary between lesion and background voxels.
 */
export function measureAxialSections(component: Component): AxialMeasures {
  const planes = planesOf(component.geometry);
  let [best, largest] = [{ long: 0, short: 0 }, { area: 0, centre: component.box.low }];
  for (let n = component.box.low[planes.across]!; n < component.box.high[planes.across]!; n++) {
    const section = sectionAt(component, planes, n);
    if (section.area > largest.area) largest = section;
    const diameters = hullDiameters(convexHull(section.outline));
    if (diameters.long > best.long) best = diameters;
  }
  return { longAxisMm: best.long, shortAxisMm: best.short, sliceCentreLps: ijkToLps(component.geometry, largest.centre) };
}

function planesOf({ direction: d, spacingMm }: Geometry): Planes {
  const across = [2, 1, 0].reduce((best, axis) => (Math.abs(d[3 * axis + 2]!) > Math.abs(d[3 * best + 2]!) + 1e-6 ? axis : best));
  const [u, v] = [0, 1, 2].filter(axis => axis !== across) as [number, number];
  const cosine = d[3 * u]! * d[3 * v]! + d[3 * u + 1]! * d[3 * v + 1]! + d[3 * u + 2]! * d[3 * v + 2]!;
  const [su, sv] = [spacingMm[u]!, spacingMm[v]!];
  return { across, u, v, stepU: [su, 0], stepV: [sv * cosine, sv * Math.sqrt(Math.max(0, 1 - cosine * cosine))] };
}

/** Voxel count, centre (fractional index) and outline points (mm in the plane) of one section. */
function sectionAt({ geometry, labels, label, box }: Component, { across, u, v, stepU, stepV }: Planes, n: number): { area: number; centre: Vec3; outline: Point[] } {
  const strides = [1, geometry.dimensions[0], geometry.dimensions[0] * geometry.dimensions[1]];
  const base = n * strides[across]!;
  const isIn = (a: number, b: number) => labels[base + a * strides[u]! + b * strides[v]!] === label;
  const at = (a: number, b: number): Point => [a * stepU[0] + b * stepV[0], a * stepU[1] + b * stepV[1]];
  const outline: Point[] = [];
  const [low, high] = [[box.low[u]!, box.low[v]!] as const, [box.high[u]!, box.high[v]!] as const];
  let [area, sumA, sumB] = [0, 0, 0];
  const columns = Array.from({ length: high[0] - low[0] }, () => [Infinity, -Infinity] as [number, number]);
  for (let b = low[1]; b < high[1]; b++) {
    let [first, last] = [Infinity, -Infinity];
    for (let a = low[0]; a < high[0]; a++) {
      if (!isIn(a, b)) continue;
      if (first === Infinity) first = a;
      last = a;
      const column = columns[a - low[0]]!;
      if (column[0] === Infinity) column[0] = b;
      column[1] = b;
      area++;
      sumA += a;
      sumB += b;
    }
    if (last >= 0) outline.push(at(first - 0.5, b), at(last + 0.5, b));
  }
  columns.forEach(([first, last], a) => last >= 0 && outline.push(at(a + low[0], first - 0.5), at(a + low[0], last + 0.5)));
  const centre = [0, 0, 0];
  centre[across] = n;
  centre[u] = sumA / area;
  centre[v] = sumB / area;
  return { area, centre: centre as unknown as Vec3, outline };
}
