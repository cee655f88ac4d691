import type { App } from '../app.ts';
import { imageDisplaySet } from '../host/active-target.ts';
import { unusable } from '../jobs/why-not.ts';
import type { Placement } from './sphere-tool.ts';

/** Largest radius the contract takes, mm. */
const LARGEST_RADIUS_MM = 100;

/** Takes the pressed place as the tumour's site, on a series the gateway can use. */
export function placeSite(app: App, { centreLps, viewportId, frameOfReferenceUid }: Placement): void {
  if (unusable(app) !== undefined) return;
  const seriesUid = imageDisplaySet(app.host.servicesManager.services, viewportId)?.SeriesInstanceUID;
  const [first] = app.preview.desk.scene.get().lesions;
  if (first && first.site.seriesUid !== seriesUid) app.preview.clear();
  app.site.set({
    site: { centreLps, ...(frameOfReferenceUid ? { frameOfReferenceUid } : {}), ...(seriesUid ? { seriesUid } : {}) },
  });
}

/** Takes the dragged radius, to a tenth of a millimetre. */
export function resizeSite(app: App, radiusMm: number): void {
  if (!app.site.get().site) return;
  const radiusText = Math.min(radiusMm, LARGEST_RADIUS_MM).toFixed(1);
  app.draft.update((draft) => ({ ...draft, radiusText }));
}
