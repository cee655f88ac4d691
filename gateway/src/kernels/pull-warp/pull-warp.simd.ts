import { Call, both, from, pair, put, to } from '../simd/call.simd';
import { Grid } from '../simd/grid.simd';

@unmanaged
class PullWarp extends Grid {
  frameXi: f64;
  frameXj: f64;
  frameXk: f64;
  frameX: f64;
  frameYi: f64;
  frameYj: f64;
  frameYk: f64;
  frameY: f64;
  frameZi: f64;
  frameZj: f64;
  frameZk: f64;
  frameZ: f64;
  voxelIx: f64;
  voxelIy: f64;
  voxelIz: f64;
  voxelI: f64;
  voxelJx: f64;
  voxelJy: f64;
  voxelJz: f64;
  voxelJ: f64;
  voxelKx: f64;
  voxelKy: f64;
  voxelKz: f64;
  voxelK: f64;
  map: f64;
  strength: f64;
  radiusMm: f64;
  reachMm: f64;
}

/** What does not change along a row: the centre's index; the squared distance from it in mm, stepSquared (i - foot)^2 + aside. */
@unmanaged
class Row {
  ci: f64;
  cj: f64;
  ck: f64;
  j: f64;
  k: f64;
  stepSquared: f64;
  foot: f64;
  aside: f64;
}

const EQ5: f64 = 0;
const QUADRATIC: f64 = 1;

/** See kernel.ts and reference.ts; false where the centre lies beyond the grid or the map is another one. */
export function pullWarp(call: Call, p: PullWarp): bool {
  const row = changetype<Row>(call.scratch);
  row.ci = -(p.voxelIx * p.frameX + p.voxelIy * p.frameY + p.voxelIz * p.frameZ);
  row.cj = -(p.voxelJx * p.frameX + p.voxelJy * p.frameY + p.voxelJz * p.frameZ);
  row.ck = -(p.voxelKx * p.frameX + p.voxelKy * p.frameY + p.voxelKz * p.frameZ);
  if (p.map !== EQ5 && p.map !== QUADRATIC) return false;
  if (!(isInside(row.ci, p.columns) && isInside(row.cj, p.rows) && isInside(row.ck, p.slices))) return false;
  const rows = <i32>p.rows;
  for (let n = 0, last = rows * <i32>p.slices; n < last; n++) {
    if (from(call.region, n) === to(call.region, n)) continue;
    placeRow(p, row, <f64>(n % rows), <f64>(n / rows));
    warpRow(call, p, row, n);
  }
  return true;
}

@inline
function isInside(index: f64, count: f64): bool {
  return count > 1 && index >= 0 && index <= count - 1;
}

function placeRow(p: PullWarp, row: Row, j: f64, k: f64): void {
  const x = p.frameXj * j + p.frameXk * k + p.frameX;
  const y = p.frameYj * j + p.frameYk * k + p.frameY;
  const z = p.frameZj * j + p.frameZk * k + p.frameZ;
  row.j = j;
  row.k = k;
  row.stepSquared = p.frameXi * p.frameXi + p.frameYi * p.frameYi + p.frameZi * p.frameZi;
  row.foot = -(p.frameXi * x + p.frameYi * y + p.frameZi * z) / row.stepSquared;
  row.aside = Math.max(0, x * x + y * y + z * z - row.foot * row.foot * row.stepSquared);
}

@inline
function squareAt(row: Row, i: f64): f64 {
  return row.stepSquared * (i - row.foot) * (i - row.foot) + row.aside;
}

/** What lies beyond reach is copied, the rest is read between eight voxels. The distance falls and then grows along a row. */
function warpRow(call: Call, p: PullWarp, row: Row, n: i32): void {
  const start = <usize>(<i32>p.columns * n) << 2;
  const largest = p.reachMm * p.reachMm;
  let first = from(call.region, n);
  let end = to(call.region, n);
  for (; first < end && squareAt(row, first) >= largest; first++) copy(call, start, first);
  for (; end > first && squareAt(row, end - 1) >= largest; end--) copy(call, start, end - 1);
  if (p.map === QUADRATIC) readRow(call, p, row, true, first, end, start);
  else readRow(call, p, row, false, first, end, start);
}

@inline
function copy(call: Call, start: usize, i: i32): void {
  const at = start + (<usize>i << 2);
  store<f32>(call.out + at, load<f32>(call.first + at));
}

/** Two voxels at a time. Everything that does not change along the row is read first: the compiler cannot know that writing the result leaves it alone. */
@inline
function readRow(call: Call, p: PullWarp, row: Row, isQuadratic: bool, first: i32, end: i32, start: usize): void {
  const image = call.first;
  const out = call.out + start;
  const last = out + (<usize>end << 2);
  const columns = <i32>p.columns;
  const plane = columns * <i32>p.rows;
  const nextRow = <usize>columns << 2;
  const nextSlice = <usize>plane << 2;
  const ci = both(row.ci);
  const cj = both(row.cj);
  const ck = both(row.ck);
  const dj = both(row.j - row.cj);
  const dk = both(row.k - row.ck);
  const lastI = i32x4.splat(columns - 2);
  const lastJ = i32x4.splat(<i32>p.rows - 2);
  const lastK = i32x4.splat(<i32>p.slices - 2);
  const stepSquared = both(row.stepSquared);
  const foot = both(row.foot);
  const aside = both(row.aside);
  const strength = both(p.strength);
  const perMm = both(1.0 / p.reachMm);
  let i = f64x2.add(both(<f64>first), f64x2(0, 1));
  for (let at = out + (<usize>first << 2); at < last; at += 8, i = f64x2.add(i, both(2))) {
    const fromFoot = f64x2.sub(i, foot);
    const square = f64x2.add(f64x2.mul(f64x2.mul(stepSquared, fromFoot), fromFoot), aside);
    const factor = factorOf(square, strength, perMm, isQuadratic);
    const pi = f64x2.add(ci, f64x2.mul(factor, f64x2.sub(i, ci)));
    const pj = f64x2.add(cj, f64x2.mul(factor, dj));
    const pk = f64x2.add(ck, f64x2.mul(factor, dk));
    const i0 = cellOf(pi, lastI);
    const j0 = cellOf(pj, lastJ);
    const k0 = cellOf(pk, lastK);
    const cells = i32x4.add(i0, i32x4.add(i32x4.mul(j0, i32x4.splat(columns)), i32x4.mul(k0, i32x4.splat(plane))));
    const v = f64x2.sub(pj, f64x2.convert_low_i32x4_s(j0));
    const w = f64x2.sub(pk, f64x2.convert_low_i32x4_s(k0));
    const one = alongI(image + (<usize>i32x4.extract_lane(cells, 0) << 2), nextRow, nextSlice, i64x2.shuffle(v, v, 0, 0), i64x2.shuffle(w, w, 0, 0));
    const other = alongI(image + (<usize>i32x4.extract_lane(cells, 1) << 2), nextRow, nextSlice, i64x2.shuffle(v, v, 1, 1), i64x2.shuffle(w, w, 1, 1));
    const u = f64x2.sub(pi, f64x2.convert_low_i32x4_s(i0));
    put(at, last, mix(i64x2.shuffle(one, other, 0, 2), i64x2.shuffle(one, other, 1, 3), u));
  }
}

/** The cell of a place; the second place may be that of a voxel beyond the span, anywhere. */
@inline
function cellOf(place: v128, last: v128): v128 {
  return i32x4.max_s(i32x4.splat(0), i32x4.min_s(last, i32x4.trunc_sat_f64x2_s_zero(place)));
}

/** pull-factor.ts, in the few steps of reference.ts. */
@inline
function factorOf(square: v128, strength: v128, perMm: v128, isQuadratic: bool): v128 {
  if (isQuadratic) return f64x2.sub(both(1), f64x2.mul(strength, f64x2.sub(both(1), f64x2.mul(square, f64x2.mul(perMm, perMm)))));
  const left = f64x2.sub(both(1), f64x2.mul(f64x2.sqrt(square), perMm));
  return f64x2.sub(both(1), f64x2.mul(f64x2.mul(strength, left), left));
}

/** The cell whose first voxel is at an address, mixed along j and k: what lies at its two ends along i. */
@inline
function alongI(at: usize, nextRow: usize, nextSlice: usize, v: v128, w: v128): v128 {
  const above = at + nextSlice;
  return mix(mix(pair(at), pair(at + nextRow), v), mix(pair(above), pair(above + nextRow), v), w);
}

@inline
function mix(a: v128, b: v128, t: v128): v128 {
  return f64x2.add(a, f64x2.mul(t, f64x2.sub(b, a)));
}
