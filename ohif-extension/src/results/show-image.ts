import { imageDisplaySet } from '../host/active-target.ts';
import type { DisplaySet, Host } from '../ohif.d.ts';
import { waitUntil } from './wait-until.ts';

/** Shows the series in the active viewport unless a viewport shows it already, and waits for its images. Returns the viewports that show it. */
export async function showImage(host: Host, displaySet: DisplaySet): Promise<readonly string[]> {
  const { viewportGridService } = host.servicesManager.services;
  const showing = viewportsShowing(host, displaySet);
  if (showing.length > 0 && showing.every((viewportId) => hasImages(host, viewportId, displaySet))) return showing;
  if (showing.length === 0) {
    const viewportId = viewportGridService.getActiveViewportId();
    const viewportsToUpdate = [{ viewportId, displaySetInstanceUIDs: [displaySet.displaySetInstanceUID] }];
    host.commandsManager.runCommand('setDisplaySetsForViewports', { viewportsToUpdate });
  }
  await waitUntil(() => {
    const now = viewportsShowing(host, displaySet);
    return now.length > 0 && now.every((viewportId) => hasImages(host, viewportId, displaySet));
  }, 'The viewer did not show the images in time. Choose the series in the study browser.');
  return viewportsShowing(host, displaySet);
}

function viewportsShowing({ servicesManager: { services } }: Host, displaySet: DisplaySet): readonly string[] {
  const ids = [...services.viewportGridService.getState().viewports.keys()];
  return ids.filter((viewportId) => imageDisplaySet(services, viewportId)?.displaySetInstanceUID === displaySet.displaySetInstanceUID);
}

function hasImages({ servicesManager: { services } }: Host, viewportId: string, displaySet: DisplaySet): boolean {
  const first = displaySet.imageIds?.[0];
  const shown = services.cornerstoneViewportService.getCornerstoneViewport(viewportId)?.getImageIds() ?? [];
  return first === undefined ? shown.length > 0 : shown.includes(first);
}
