import type { Types } from '@cornerstonejs/core';
import type { Types as ToolTypes } from '@cornerstonejs/tools';
import type { Cornerstone } from '../ohif.d.ts';
import type { PointLps } from '../state/site.ts';
import { drawSphere, toPoint, type DrawnSphere, type SvgHelper } from './draw-sphere.ts';
import { distanceMm } from './sphere-section.ts';

export const SPHERE_TOOL_NAME = 'LesionForgeSphere';

export interface Placement {
  readonly centreLps: PointLps;
  readonly viewportId: string;
  readonly frameOfReferenceUid?: string;
}

export interface SphereToolOptions {
  spheres(): readonly DrawnSphere[];
  /** The reader pressed the button here. */
  place(placement: Placement): void;
  /** The reader dragged to this distance from the pressed place. */
  resize(radiusMm: number): void;
}

/** A drag shorter than this is a click: the radius stays as it is. */
const SMALLEST_DRAG_MM = 2;

interface PointerEvent {
  readonly detail: { readonly element: HTMLDivElement; readonly currentPoints: { readonly world: Types.Point3 } };
}

const DEFAULTS: ToolTypes.ToolProps = { supportedInteractionTypes: ['Mouse', 'Touch'], configuration: {} };

/** Click places a sphere of the current radius, drag sets the radius. Keeps no annotation: the state is the caller's. */
export function createSphereTool({ cornerstone, cornerstoneTools }: Cornerstone, options: SphereToolOptions): unknown {
  return class SphereTool extends cornerstoneTools.BaseTool {
    static override toolName = SPHERE_TOOL_NAME;
    #pressedAt: PointLps | undefined;

    constructor(toolProps: ToolTypes.PublicToolProps = {}, defaults: ToolTypes.ToolProps = DEFAULTS) {
      super(toolProps, defaults);
    }

    /** True: no other tool takes this press. */
    preMouseDownCallback({ detail }: PointerEvent): boolean {
      const enabled = cornerstone.getEnabledElement(detail.element);
      if (!enabled) return false;
      this.#pressedAt = toPoint(detail.currentPoints.world);
      const frameOfReferenceUid = enabled.viewport.getFrameOfReferenceUID();
      options.place({ centreLps: this.#pressedAt, viewportId: enabled.viewport.id, ...(frameOfReferenceUid ? { frameOfReferenceUid } : {}) });
      return true;
    }

    mouseDragCallback({ detail }: PointerEvent): void {
      if (!this.#pressedAt) return;
      const radiusMm = distanceMm(this.#pressedAt, toPoint(detail.currentPoints.world));
      if (radiusMm >= SMALLEST_DRAG_MM) options.resize(radiusMm);
    }

    mouseUpCallback(): void {
      this.#pressedAt = undefined;
    }

    renderAnnotation({ viewport }: Types.IEnabledElement, svg: SvgHelper): boolean {
      const frame = viewport.getFrameOfReferenceUID();
      const here = options.spheres().filter((sphere) => sphere.frameOfReferenceUid === undefined || sphere.frameOfReferenceUid === frame);
      const drawn = here.map((sphere) => drawSphere(cornerstoneTools.drawing, { svg, viewport }, sphere));
      return drawn.some(Boolean);
    }
  };
}
