import type { Types } from '@cornerstonejs/core';
import type { Cornerstone } from '../ohif.d.ts';
import type { PointLps } from '../state/site.ts';
import { sphereSection, type Plane } from './sphere-section.ts';

export type Drawing = Cornerstone['cornerstoneTools']['drawing'];
export type SvgHelper = Parameters<Drawing['drawCircle']>[0];

/** What drawing asks of a viewport. */
export type Canvas = Pick<Types.IViewport, 'getCamera' | 'worldToCanvas'>;

/** A sphere in patient space, drawn wherever a viewport of the same frame of reference cuts it. */
export interface DrawnSphere {
  readonly key: string;
  readonly centreLps: PointLps;
  readonly radiusMm: number;
  readonly frameOfReferenceUid?: string;
  readonly colour: string;
  readonly dashed: boolean;
  readonly label?: string;
}

/** Draws the circle in which the viewport's slice cuts the sphere. False where it does not. */
export function drawSphere(drawing: Drawing, { svg, viewport }: { svg: SvgHelper; viewport: Canvas }, sphere: DrawnSphere): boolean {
  const section = sphereSection(sphere.centreLps, sphere.radiusMm, planeOf(viewport));
  if (!section) return false;
  const centre = viewport.worldToCanvas([...section.centreLps]);
  const radius = pixelsOf(viewport, section.centreLps, section.radiusMm);
  const style = { color: sphere.colour, width: '2', ...(sphere.dashed ? { lineDash: '5,4' } : {}) };
  drawing.drawCircle(svg, sphere.key, 'rim', centre, radius, style);
  if (sphere.label) {
    drawing.drawCircle(svg, sphere.key, 'centre', centre, 2, { color: sphere.colour, fill: sphere.colour });
    const at: Types.Point2 = [centre[0] + radius * Math.SQRT1_2 + 6, centre[1] - radius * Math.SQRT1_2 - 14];
    drawing.drawTextBox(svg, sphere.key, 'label', [sphere.label], at, { color: sphere.colour, padding: 0, fontSize: '13px', background: 'rgba(0, 0, 0, 0.65)' });
  }
  return true;
}

export const toPoint = (world: Types.Point3): PointLps => [world[0], world[1], world[2]];

function planeOf(viewport: Canvas): Plane {
  const { focalPoint, viewPlaneNormal } = viewport.getCamera();
  return { point: toPoint(focalPoint ?? [0, 0, 0]), normal: toPoint(viewPlaneNormal ?? [0, 0, 1]) };
}

function pixelsOf(viewport: Canvas, at: PointLps, lengthMm: number): number {
  const up = viewport.getCamera().viewUp ?? [0, 1, 0];
  const rim: Types.Point3 = [at[0] + up[0] * lengthMm, at[1] + up[1] * lengthMm, at[2] + up[2] * lengthMm];
  const [from, to] = [viewport.worldToCanvas([...at]), viewport.worldToCanvas(rim)];
  return Math.hypot(to[0] - from[0], to[1] - from[1]);
}
