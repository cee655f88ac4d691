import type { App } from '../app.ts';
import { cornerstoneOf } from '../host/cornerstone.ts';

const MEASURED = 'Measurements are made on the acquired images, so the preview is hidden.';
const COPIED = 'The viewer makes a picture of the images, so the preview is hidden.';

/**
 * Keeps previewed voxels out of what outlives them: they leave the screen before anything is measured on them, and before another
 * viewport (a capture for export, a thumbnail) is made of the images. Returns the function that ends it.
 */
export function guardPreview({ host, preview }: Pick<App, 'host' | 'preview'>): () => void {
  const { cornerstone, cornerstoneTools } = cornerstoneOf(host);
  const { viewportGridService } = host.servicesManager.services;
  const hide = (why: string) => (): void => {
    const { shown, changedImages } = preview.store.get();
    if (shown === 'synthetic' && changedImages.size > 0) preview.setShown('original', why);
  };
  const painted = hide(MEASURED);
  /** Cross-hairs and the like are annotations too, but measure nothing. */
  const measured = (event: Event): void => {
    const { annotation } = (event as CustomEvent<{ annotation?: { data?: object } }>).detail;
    if (annotation?.data && 'cachedStats' in annotation.data) hide(MEASURED)();
  };
  const copied = (event: Event): void => {
    const { viewportId } = (event as CustomEvent<{ viewportId?: string }>).detail;
    if (viewportId === undefined || !viewportGridService.getState().viewports.has(viewportId)) hide(COPIED)();
  };
  const { eventTarget, Enums } = cornerstone;
  const { ANNOTATION_ADDED, ANNOTATION_MODIFIED, SEGMENTATION_DATA_MODIFIED } = cornerstoneTools.Enums.Events;
  const listeners: readonly (readonly [string, (event: Event) => void])[] = [
    [ANNOTATION_ADDED, measured],
    [ANNOTATION_MODIFIED, measured],
    [SEGMENTATION_DATA_MODIFIED, painted],
    [Enums.Events.ELEMENT_ENABLED, copied],
  ];
  for (const [name, listener] of listeners) eventTarget.addEventListener(name, listener as EventListener);
  return () => {
    for (const [name, listener] of listeners) eventTarget.removeEventListener(name, listener as EventListener);
  };
}
