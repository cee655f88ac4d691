import { Call, both, from, pair, to } from '../simd/call.simd';
import { Grid } from '../simd/grid.simd';
import { TAPS_BYTES, Taps, splineWeights, tapsAt } from '../simd/spline-taps.simd';

@unmanaged
class Sample extends Grid {
  width: f64;
  height: f64;
  depth: f64;
  lattice: f64;
  xi: f64;
  xj: f64;
  xk: f64;
  x: f64;
  yi: f64;
  yj: f64;
  yk: f64;
  y: f64;
  zi: f64;
  zj: f64;
  zk: f64;
  z: f64;
  layers: f64;
}

/** Where the scratch memory holds what: taps along each axis, then a plane and a line of nodes as f64. */
@unmanaged
class Desk {
  across: usize;
  down: usize;
  through: usize;
  plane: usize;
  line: usize;
}

/** See kernel.ts and aligned.ts; false where the grid's axes do not run along the lattice's. */
export function splineSample(call: Call, p: Sample): bool {
  if (p.xj !== 0 || p.xk !== 0 || p.yi !== 0 || p.yk !== 0 || p.zi !== 0 || p.zj !== 0) return false;
  const layers = <i32>p.layers;
  const width = <i32>p.width;
  const desk = changetype<Desk>(call.scratch);
  desk.across = (call.scratch + offsetof<Desk>() + 15) & ~15;
  desk.down = desk.across + TAPS_BYTES * <usize>p.columns;
  desk.through = desk.down + TAPS_BYTES * <usize>p.rows;
  desk.plane = desk.through + TAPS_BYTES * <usize>(<i32>p.slices * layers);
  desk.line = desk.plane + 8 * <usize>(width * <i32>p.height + 2);
  if (desk.line + 8 * <usize>(width + 2) > call.scratchEnd) return false;
  placeTaps(desk.across, <i32>p.columns, width, p.x, p.xi, 8);
  placeTaps(desk.down, <i32>p.rows, <i32>p.height, p.y, p.yj, 8 * width);
  placeTaps(desk.through, <i32>p.slices * layers, <i32>p.depth, p.z + p.zk * (0.5 / p.layers - 0.5), p.zk / p.layers, 4 * width * <i32>p.height);
  for (let k = 0; k < <i32>p.slices; k++) sampleSlice(call, p, desk, k);
  return true;
}

/** Beyond the lattice its border node counts; nodes lie `bytes` apart. */
function placeTaps(at: usize, count: i32, nodes: i32, start: f64, step: f64, bytes: i32): void {
  for (let n = 0; n < count; n++) {
    const taps = tapsAt(at, n);
    const first = splineWeights(start + step * n, changetype<usize>(taps));
    taps.a = <usize>(bytes * min(nodes - 1, max(0, first)));
    taps.b = <usize>(bytes * min(nodes - 1, max(0, first + 1)));
    taps.c = <usize>(bytes * min(nodes - 1, max(0, first + 2)));
    taps.d = <usize>(bytes * min(nodes - 1, max(0, first + 3)));
  }
}

/** The planes of nodes around a slice are mixed into one, its lines into one for each row. */
function sampleSlice(call: Call, p: Sample, desk: Desk, k: i32): void {
  const rows = <i32>p.rows;
  let top = rows;
  let bottom = 0;
  let first = <i32>p.columns;
  let end = 0;
  for (let j = 0; j < rows; j++) {
    const row = j + rows * k;
    if (from(call.region, row) === to(call.region, row)) continue;
    top = min(top, j);
    bottom = j + 1;
    first = min(first, from(call.region, row));
    end = max(end, to(call.region, row));
  }
  if (bottom === 0) return;
  const left = firstOf(desk.across, first, end);
  const right = lastOf(desk.across, first, end);
  const layers = <i32>p.layers;
  const bytes = 8 * <usize>p.width;
  for (let n = k * layers; n < (k + 1) * layers; n++)
    for (let line = firstOf(desk.down, top, bottom); line <= lastOf(desk.down, top, bottom); line += bytes) mixPlanes(call, tapsAt(desk.through, n), desk.plane, line + left, line + right + 8, p.layers, n === k * layers);
  for (let j = top; j < bottom; j++) {
    const row = j + rows * k;
    if (from(call.region, row) === to(call.region, row)) continue;
    mixLines(tapsAt(desk.down, j), desk.plane, desk.line, left, right + 8);
    readLine(desk, call.out + (<usize>(<i32>p.columns * row) << 2), from(call.region, row), to(call.region, row));
  }
}

/** The first and the last node that some neighbouring places need, as offsets. */
function firstOf(taps: usize, from: i32, to: i32): usize {
  return min(tapsAt(taps, from).a, tapsAt(taps, to - 1).a);
}

function lastOf(taps: usize, from: i32, to: i32): usize {
  return max(tapsAt(taps, from).d, tapsAt(taps, to - 1).d);
}

/** Adds to nodes of the slice's plane, from one offset to before another, those of the four planes around a place. */
function mixPlanes(call: Call, taps: Taps, plane: usize, first: usize, end: usize, layers: f64, isFirst: bool): void {
  const wa = both(taps.w0 / layers);
  const wb = both(taps.w1 / layers);
  const wc = both(taps.w2 / layers);
  const wd = both(taps.w3 / layers);
  const a = call.first + taps.a;
  const b = call.first + taps.b;
  const c = call.first + taps.c;
  const d = call.first + taps.d;
  for (let at = first; at < end; at += 16) {
    const node = at >> 1;
    const before = isFirst ? both(0) : v128.load(plane + at);
    const near = f64x2.add(f64x2.add(before, f64x2.mul(wa, pair(a + node))), f64x2.mul(wb, pair(b + node)));
    const sum = f64x2.add(f64x2.add(near, f64x2.mul(wc, pair(c + node))), f64x2.mul(wd, pair(d + node)));
    if (at + 8 < end) v128.store(plane + at, sum);
    else v128.store64_lane(plane + at, sum, 0);
  }
}

function mixLines(taps: Taps, plane: usize, line: usize, first: usize, end: usize): void {
  const wa = both(taps.w0);
  const wb = both(taps.w1);
  const wc = both(taps.w2);
  const wd = both(taps.w3);
  const a = plane + taps.a;
  const b = plane + taps.b;
  const c = plane + taps.c;
  const d = plane + taps.d;
  for (let at = first; at < end; at += 16) {
    const near = f64x2.add(f64x2.mul(wa, v128.load(a + at)), f64x2.mul(wb, v128.load(b + at)));
    v128.store(line + at, f64x2.add(f64x2.add(near, f64x2.mul(wc, v128.load(c + at))), f64x2.mul(wd, v128.load(d + at))));
  }
}

function readLine(desk: Desk, out: usize, first: i32, end: i32): void {
  const line = desk.line;
  for (let i = first; i < end; i++) {
    const taps = tapsAt(desk.across, i);
    const sum = taps.w0 * load<f64>(line + taps.a) + taps.w1 * load<f64>(line + taps.b) + taps.w2 * load<f64>(line + taps.c) + taps.w3 * load<f64>(line + taps.d);
    store<f32>(out + (<usize>i << 2), <f32>sum);
  }
}
