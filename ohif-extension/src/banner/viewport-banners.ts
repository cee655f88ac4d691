import { listen } from '../host/watch-target.ts';
import type { Services } from '../ohif.d.ts';
import type { PreviewState } from '../preview/preview-state.ts';
import type { Store } from '../state/store.ts';
import { isSynthetic } from './is-synthetic.ts';

const BANNER_TEXT = 'SYNTHETIC - NOT ACQUIRED';

/** What is on the screen is stored nowhere. */
const PREVIEW_TEXT = 'PREVIEW - SYNTHETIC';

const BANNER_ATTRIBUTE = 'data-lesion-forge-banner';

/** Set on the element itself, so that no style sheet of a page can hide it by accident. */
const STYLE: Readonly<Record<string, string>> = {
  position: 'absolute',
  left: '50%',
  bottom: '6px',
  transform: 'translateX(-50%)',
  'z-index': '30',
  padding: '3px 12px',
  'border-radius': '3px',
  background: '#ffb400',
  color: '#000',
  font: '700 13px/1.4 Inter, Arial, sans-serif',
  'letter-spacing': '0.04em',
  'white-space': 'nowrap',
  'max-width': 'calc(100% - 64px)',
  overflow: 'hidden',
  'text-overflow': 'ellipsis',
  'pointer-events': 'none',
  display: 'block',
  visibility: 'visible',
  opacity: '1',
};

/**
 * Keeps a banner over every viewport whose image or overlay is synthetic, through layout changes and whatever the host
 * renders anew. There is no way to dismiss it. Returns the function that ends it with the mode.
 */
export function watchBanners(services: Services, preview: Store<Pick<PreviewState, 'changedImages'>>): () => void {
  const root = document.body;
  let frame = 0;
  const textOf = (viewportId: string): string | undefined => {
    if (showsPreview(services, viewportId, preview.get().changedImages)) return PREVIEW_TEXT;
    return showsSynthetic(services, viewportId) ? BANNER_TEXT : undefined;
  };
  const refresh = (): void => {
    frame = 0;
    for (const element of viewportElements(root)) setBanner(element, textOf(element.dataset['viewportid'] ?? ''));
  };
  const schedule = (): void => {
    if (frame === 0) frame = requestAnimationFrame(refresh);
  };
  const { viewportGridService, displaySetService, segmentationService, cornerstoneViewportService } = services;
  const subscriptions = [
    ...listen(viewportGridService, ['GRID_STATE_CHANGED', 'LAYOUT_CHANGED', 'VIEWPORTS_READY'], schedule),
    ...listen(displaySetService, ['DISPLAY_SETS_CHANGED'], schedule),
    ...listen(segmentationService, ['SEGMENTATION_REPRESENTATION_MODIFIED', 'SEGMENTATION_REPRESENTATION_REMOVED'], schedule),
    ...listen(cornerstoneViewportService, ['VIEWPORT_DATA_CHANGED'], schedule),
  ];
  const stopPreview = preview.subscribe(refresh);
  const observer = new MutationObserver(schedule);
  observer.observe(root, { childList: true, subtree: true });
  schedule();
  return () => {
    stopPreview();
    observer.disconnect();
    cancelAnimationFrame(frame);
    for (const subscription of subscriptions) subscription.unsubscribe();
    for (const element of viewportElements(root)) setBanner(element, undefined);
  };
}

const viewportElements = (root: HTMLElement): readonly HTMLElement[] => [...root.querySelectorAll<HTMLElement>('.cornerstone-viewport-element[data-viewportid]')];

/** Image and overlays alike: a synthetic segmentation on a real image counts. */
export function showsSynthetic(services: Pick<Services, 'viewportGridService' | 'displaySetService' | 'segmentationService'>, viewportId: string): boolean {
  const shown = services.viewportGridService.getState().viewports.get(viewportId)?.displaySetInstanceUIDs ?? [];
  const overlays = services.segmentationService.getSegmentationRepresentations(viewportId) ?? [];
  const uids = [...shown, ...overlays.map((overlay) => overlay.segmentationId)];
  return uids.some((uid) => {
    const displaySet = services.displaySetService.getDisplaySetByUID(uid);
    return displaySet !== undefined && isSynthetic(displaySet);
  });
}

/** Any viewport that shows the series whose voxels are changed, whatever slice it is at. */
function showsPreview(services: Pick<Services, 'viewportGridService' | 'displaySetService'>, viewportId: string, changedImages: ReadonlySet<string>): boolean {
  if (changedImages.size === 0) return false;
  const shown = services.viewportGridService.getState().viewports.get(viewportId)?.displaySetInstanceUIDs ?? [];
  return shown.some((uid) => services.displaySetService.getDisplaySetByUID(uid)?.imageIds?.some((imageId) => changedImages.has(imageId)));
}

function setBanner(viewport: HTMLElement, text: string | undefined): void {
  const wrapper = viewport.parentElement;
  const present = wrapper?.querySelector<HTMLElement>(`:scope > [${BANNER_ATTRIBUTE}]`);
  if (text === undefined) present?.remove();
  else if (present && present.textContent !== text) present.textContent = text;
  if (text === undefined || present || !wrapper) return;
  const banner = document.createElement('div');
  banner.setAttribute(BANNER_ATTRIBUTE, '');
  banner.setAttribute('data-cy', 'lesion-forge-synthetic-banner');
  banner.setAttribute('role', 'status');
  banner.textContent = text;
  for (const [property, value] of Object.entries(STYLE)) banner.style.setProperty(property, value, 'important');
  wrapper.append(banner);
}
