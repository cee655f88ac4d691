import { cornerstoneOf } from '../host/cornerstone.ts';
import type { Host } from '../ohif.d.ts';
import type { Store } from '../state/store.ts';

/** Draws the spheres anew in every viewport when what they are drawn from changes. */
export function redrawOn(host: Host, stores: readonly Pick<Store<unknown>, 'subscribe'>[]): () => void {
  const { services } = host.servicesManager;
  const redraw = (): void => {
    const viewportIds = [...services.viewportGridService.getState().viewports.keys()];
    const shown = viewportIds.filter((viewportId) => services.cornerstoneViewportService.getCornerstoneViewport(viewportId));
    cornerstoneOf(host).cornerstoneTools.utilities.triggerAnnotationRenderForViewportIds(shown);
  };
  const stops = stores.map((store) => store.subscribe(redraw));
  return () => {
    for (const stop of stops) stop();
  };
}
