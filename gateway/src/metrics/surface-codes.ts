import type { Vec3 } from '../volume/geometry.ts';

/**
 * The eight voxel centres around a voxel corner make a code of eight bits: bit n is set when neighbour n is inside, neighbours numbered
 * i + 2 j + 4 k. The surface between the inside and the outside centres passes half way between them.
 */
export const CORNERS: readonly Vec3[] = Array.from({ length: 8 }, (_, n) => [n & 1, (n >> 1) & 1, n >> 2]);

/** The three neighbours of a cube's corner along its edges. */
const neighboursOf = (corner: number): readonly number[] => [corner ^ 1, corner ^ 2, corner ^ 4];

interface Crossing {
  readonly inside: number;
  readonly outside: number;
}

/**
 * Area of the surface patch of every code, in mm^2, for voxel axes given as columns in mm (three vectors; sheared grids too).
 *
 * The patches are those of marching cubes with vertices half way (Lorensen and Cline 1987) in the variant of the public surface-distance
 * definition (Nikolov et al. 2018): the corners of the smaller side are split into groups connected by cube edges, each group gets one closed
 * patch, and a patch whose vertices do not lie in one plane takes the triangulation of largest area on the unit cube.
 */
export function surfaceAreasMm2(axesMm: readonly [Vec3, Vec3, Vec3]): Float64Array {
  const areas = new Float64Array(256);
  for (let code = 1; code < 255; code++) for (const triangle of PATCHES[code]!) areas[code]! += triangleArea(triangle.map(vertex => toMm(vertex, axesMm)));
  return areas;
}

type Triangle = readonly Vec3[];

const toMm = ([i, j, k]: Vec3, [a, b, c]: readonly [Vec3, Vec3, Vec3]): Vec3 => [0, 1, 2].map(n => i * a[n]! + j * b[n]! + k * c[n]!) as unknown as Vec3;

function triangleArea([p, q, r]: readonly Vec3[]): number {
  const [u, v] = [q!.map((x, n) => x - p![n]!), r!.map((x, n) => x - p![n]!)] as [number[], number[]];
  return Math.hypot(u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!) / 2;
}

/** Triangles of each code in units of voxels. */
const PATCHES: readonly (readonly Triangle[])[] = Array.from({ length: 256 }, (_, code) => {
  const set = CORNERS.map((_, n) => n).filter(n => (code >> n) & 1);
  const smaller = set.length > 4 ? CORNERS.map((_, n) => n).filter(n => !((code >> n) & 1)) : set;
  return groupsOf(smaller).flatMap(group => widest(outline(group)));
});

/** Splits corners into groups connected by cube edges. */
function groupsOf(corners: readonly number[]): readonly (readonly number[])[] {
  const left = new Set(corners);
  const groups: number[][] = [];
  for (const first of corners) {
    if (!left.delete(first)) continue;
    const group = [first];
    for (const corner of group) for (const next of neighboursOf(corner)) if (left.delete(next)) group.push(next);
    groups.push(group);
  }
  return groups.filter(group => group.length < 8);
}

/** The closed polygon around a group of corners: its crossings in order, each sharing a cube face with the next. */
function outline(group: readonly number[]): readonly Vec3[] {
  const left = group.flatMap(inside => neighboursOf(inside).filter(n => !group.includes(n)).map((outside): Crossing => ({ inside, outside })));
  const ring = left.splice(0, 1);
  while (left.length > 0) {
    const last = ring[ring.length - 1]!;
    const next = left.findIndex(crossing => areNeighbours(last, crossing));
    ring.push(...left.splice(Math.max(0, next), 1));
  }
  return ring.map(({ inside, outside }) => CORNERS[inside]!.map((v, n) => (v + CORNERS[outside]![n]!) / 2) as unknown as Vec3);
}

/** Two crossings follow each other when they lie on one face and their inside corners are the same or joined by an edge of it, and so on. */
function areNeighbours(a: Crossing, b: Crossing): boolean {
  const shared = [1, 2, 4].filter(bit => [a.outside, b.inside, b.outside].every(corner => (corner & bit) === (a.inside & bit)));
  if (shared.length === 0) return false;
  return a.inside === b.inside || a.outside === b.outside || neighboursOf(a.inside).includes(b.inside);
}

/** The triangulation of a polygon with the largest area on the unit cube. */
function widest(polygon: readonly Vec3[]): readonly Triangle[] {
  const total = (triangles: readonly Triangle[]) => triangles.reduce((sum, triangle) => sum + triangleArea(triangle), 0);
  return triangulations(polygon).reduce((best, triangles) => (total(triangles) > total(best) + 1e-9 ? triangles : best));
}

function triangulations(polygon: readonly Vec3[]): readonly (readonly Triangle[])[] {
  if (polygon.length < 3) return [[]];
  const [first, last] = [polygon[0]!, polygon[polygon.length - 1]!];
  return polygon.slice(1, -1).flatMap((middle, n) =>
    triangulations(polygon.slice(0, n + 2)).flatMap(before => triangulations(polygon.slice(n + 1)).map(after => [...before, [first, middle, last], ...after])),
  );
}
