import type { App } from '../app.ts';
import { imageDisplaySet } from '../host/active-target.ts';
import type { Placement } from './sphere-tool.ts';

/** Largest radius the contract takes, mm. */
const LARGEST_RADIUS_MM = 100;

/** Takes the pressed place as the tumour's site. */
export function placeSite(app: App, { centreLps, viewportId, frameOfReferenceUid }: Placement): void {
  const seriesUid = imageDisplaySet(app.host.servicesManager.services, viewportId)?.SeriesInstanceUID;
  app.site.set({
    site: { centreLps, ...(frameOfReferenceUid ? { frameOfReferenceUid } : {}), ...(seriesUid ? { seriesUid } : {}) },
  });
}

/** Takes the dragged radius, to a tenth of a millimetre. */
export function resizeSite(app: App, radiusMm: number): void {
  const radiusText = Math.min(radiusMm, LARGEST_RADIUS_MM).toFixed(1);
  app.draft.update((draft) => ({ ...draft, radiusText }));
}
