import { applyAffine, invertAffine, multiplyAffine, affineOf, type Affine, type Geometry, type Vec3 } from '../volume/geometry.ts';
import type { Bounds } from './shape.ts';
import type { Part } from './part.ts';

/** What the painter fills: HU and label of a grid. */
export interface Canvas {
  readonly geometry: Geometry;
  readonly hu: Float32Array;
  readonly labels: Uint8Array;
}

/**
 * Paints the parts in order. A voxel that a surface crosses gets the share of the part that lies in it.
 * `bodyFromLps` maps LPS mm to the body frame in which the parts are described.
 */
export function paint(canvas: Canvas, parts: readonly Part[], bodyFromLps: Affine): void {
  const bodyFromIjk = multiplyAffine(bodyFromLps, affineOf(canvas.geometry));
  const [sx, sy, sz] = canvas.geometry.spacingMm;
  const edgeMm = Math.max(0.5, (sx + sy + Math.min(sz, 2)) / 3);
  for (const part of parts) paintPart(canvas, part, { bodyFromIjk, edgeMm });
}

function paintPart(canvas: Canvas, part: Part, grid: { bodyFromIjk: Affine; edgeMm: number }): void {
  const box = indexBox(part.shape.bounds, grid.bodyFromIjk, canvas.geometry.dimensions);
  const [columns, rows] = canvas.geometry.dimensions;
  const m = grid.bodyFromIjk as number[];
  const step: Vec3 = [m[0] as number, m[4] as number, m[8] as number];
  const run = rowPainter(canvas, part, grid.edgeMm + (part.softMm ?? 0));
  for (let k = box.low[2]; k < box.high[2]; k++)
    for (let j = box.low[1]; j < box.high[1]; j++) {
      const from = applyAffine(m, [box.low[0], j, k]);
      run(columns * (j + rows * k) + box.low[0], box.high[0] - box.low[0], { from, step });
    }
}

type RowPainter = (offset: number, count: number, line: { from: Vec3; step: Vec3 }) => void;

function rowPainter({ hu, labels }: Canvas, part: Part, widthMm: number): RowPainter {
  const { shape, onlyOn, label } = part;
  const huAt = typeof part.hu === 'number' ? undefined : part.hu;
  const flat = typeof part.hu === 'number' ? part.hu : 0;
  const half = widthMm / 2;
  return (offset, count, { from, step }) => {
    let [x, y, z] = from;
    for (let n = 0; n < count; n++, x += step[0], y += step[1], z += step[2]) {
      const o = offset + n;
      if (onlyOn !== undefined && labels[o] !== onlyOn) continue;
      const d = shape.distance(x, y, z);
      if (d >= half) continue;
      const share = d <= -half ? 1 : 0.5 - d / widthMm;
      const under = hu[o] as number;
      hu[o] = under + share * ((huAt ? huAt(x, y, z) : flat) - under);
      if (share >= 0.5 && label !== 'keep') labels[o] = label ?? 0;
    }
  };
}

function indexBox(bounds: Bounds, bodyFromIjk: Affine, dimensions: Vec3): { low: Vec3; high: Vec3 } {
  const back = invertAffine(bodyFromIjk);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < 8; corner++) {
    const pick = (axis: 0 | 1 | 2) => ((corner >> axis) & 1 ? bounds.high[axis] : bounds.low[axis]);
    applyAffine(back, [pick(0), pick(1), pick(2)]).forEach((v, axis) => {
      low[axis] = Math.min(low[axis] as number, v);
      high[axis] = Math.max(high[axis] as number, v);
    });
  }
  const clip = (v: number, axis: number) => Math.min(dimensions[axis] as number, Math.max(0, v));
  return {
    low: low.map((v, axis) => clip(Math.floor(v) - 1, axis)) as unknown as Vec3,
    high: high.map((v, axis) => clip(Math.ceil(v) + 2, axis)) as unknown as Vec3,
  };
}
