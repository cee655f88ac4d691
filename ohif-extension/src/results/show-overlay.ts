import type { DisplaySet, Host } from '../ohif.d.ts';
import { waitUntil } from './wait-until.ts';

/** Outlines with a faint fill: the tissue below stays readable. */
const OVERLAY_STYLE = { fillAlpha: 0.1, fillAlphaInactive: 0.08, outlineWidth: 2 } as const;

/** Lays a stored segmentation over its image in the given viewports, without the host's question. */
export async function showOverlay(host: Host, segmentation: DisplaySet, viewportIds: readonly string[]): Promise<void> {
  const { segmentationService, userAuthenticationService } = host.servicesManager.services;
  const segmentationId = segmentation.displaySetInstanceUID;
  await segmentation.load?.({ headers: userAuthenticationService.getAuthorizationHeader() ?? {} });
  await waitUntil(() => Boolean(segmentationService.getSegmentation(segmentationId)), 'The viewer could not read the segmentation in time. Choose it in the study browser.');
  segmentationService.setStyle({ segmentationId, type: 'Labelmap' }, OVERLAY_STYLE);
  for (const viewportId of viewportIds) {
    const shown = segmentationService.getSegmentationRepresentations(viewportId) ?? [];
    if (shown.some((one) => one.segmentationId === segmentationId)) continue;
    await segmentationService.addSegmentationRepresentation(viewportId, { segmentationId, type: 'Labelmap' });
  }
}
