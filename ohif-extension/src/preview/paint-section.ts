import { lpsToIjk, ijkToLps, type Geometry, type Vec3 } from '../../../gateway/src/volume/geometry.ts';
import type { HuBlock } from './engine/messages.ts';
import { offsetIn } from './voxels/blocks.ts';

type Point2 = [number, number];
type Point3 = [number, number, number];

/** What painting asks of a viewport: a parallel projection between canvas and patient. */
export interface Projection {
  worldToCanvas(world: Point3): Point2;
  canvasToWorld(canvas: Point2): Point3;
}

export interface SectionOptions {
  readonly context: CanvasRenderingContext2D;
  readonly viewport: Projection;
  readonly block: HuBlock;
  /** Of the scan. */
  readonly geometry: unknown;
  readonly colourOf: (value: number) => readonly [number, number, number, number];
}

/** Paints where the viewport's slice cuts the block, each pixel in the colour of the voxel it lies in. */
export function paintSection({ context, viewport, block, geometry: grid, colourOf }: SectionOptions): void {
  const geometry = grid as Geometry;
  const area = areaOf(context, cornersOnCanvas(viewport, block, geometry));
  if (!area) return;
  const { left, top, width, height } = area;
  const indexAt = (x: number, y: number): Vec3 => lpsToIjk(geometry, viewport.canvasToWorld([x, y]));
  const origin = indexAt(left + 0.5, top + 0.5);
  const along = minus(indexAt(left + 1.5, top + 0.5), origin);
  const down = minus(indexAt(left + 0.5, top + 1.5), origin);
  const picture = context.createImageData(width, height);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4) {
      const voxel: Vec3 = [Math.round(origin[0] + x * along[0] + y * down[0]), Math.round(origin[1] + x * along[1] + y * down[1]), Math.round(origin[2] + x * along[2] + y * down[2])];
      if (voxel.some((v, axis) => v < block.box.low[axis]! || v >= block.box.high[axis]!)) continue;
      const colour = colourOf(block.hu[offsetIn(block.box, voxel)] as number);
      if (colour[3] > 0) picture.data.set(colour, at);
    }
  context.drawImage(canvasOf(picture), left, top);
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

function cornersOnCanvas(viewport: Projection, { box: { low, high } }: HuBlock, geometry: Geometry): readonly Point2[] {
  const ends = [0, 1, 2].map((axis) => [low[axis]! - 0.5, high[axis]! - 0.5]);
  const corners = ends[0]!.flatMap((i) => ends[1]!.flatMap((j) => ends[2]!.map((k): Vec3 => [i, j, k])));
  return corners.map((corner) => viewport.worldToCanvas([...ijkToLps(geometry, corner)]));
}

/** The part of the canvas that holds the points; undefined when they lie beyond it. */
function areaOf({ canvas }: CanvasRenderingContext2D, points: readonly Point2[]): { left: number; top: number; width: number; height: number } | undefined {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const left = Math.max(0, Math.floor(Math.min(...xs)));
  const top = Math.max(0, Math.floor(Math.min(...ys)));
  const width = Math.min(canvas.width, Math.ceil(Math.max(...xs))) - left;
  const height = Math.min(canvas.height, Math.ceil(Math.max(...ys))) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}

/** Drawn through a canvas of its own, so that blocks lie over each other instead of wiping each other out. */
function canvasOf(picture: ImageData): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
  canvas.getContext('2d')?.putImageData(picture, 0, 0);
  return canvas;
}
