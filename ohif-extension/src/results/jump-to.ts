import type { Host } from '../ohif.d.ts';
import type { PointLps } from '../state/site.ts';

/** Moves every image viewport, of whatever orientation, to the slice through that point. */
export function jumpTo({ servicesManager: { services } }: Host, pointLps: PointLps, frameOfReferenceUid?: string): void {
  for (const viewportId of services.viewportGridService.getState().viewports.keys()) {
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(viewportId);
    if (!viewport || !('jumpToWorld' in viewport)) continue;
    const frame = viewport.getFrameOfReferenceUID();
    if (frameOfReferenceUid !== undefined && frame !== frameOfReferenceUid) continue;
    viewport.jumpToWorld([...pointLps]);
  }
}
