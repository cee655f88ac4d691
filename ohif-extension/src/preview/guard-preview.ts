import type { App } from '../app.ts';
import { cornerstoneOf } from '../host/cornerstone.ts';

const MEASURED = 'Measurements are made on the acquired images, so the preview is hidden.';
/** Annotations by name only. */
const MEASURE_NOTHING: ReadonlySet<string> = new Set(['Crosshairs', 'ReferenceLines', 'ReferenceCursors', 'ArrowAnnotate', 'Label']);
const COPIED = 'The viewer makes a picture of the images, so the preview is hidden.';

/**
 * Keeps previewed voxels out of what outlives them: they leave the screen before anything is measured on them, and while another
 * viewport than the grid's (a capture for export, a thumbnail) draws images. Returns the function that ends it.
 */
export function guardPreview({ host, preview }: Pick<App, 'host' | 'preview'>): () => void {
  const { cornerstone, cornerstoneTools } = cornerstoneOf(host);
  const { viewportGridService } = host.servicesManager.services;
  const pictures = new Set<string>();
  const visible = (): boolean => preview.store.get().shown === 'synthetic' && preview.store.get().changedImages.size > 0;
  const hide = (why: string): void => {
    if (visible()) preview.setShown('original', why);
  };
  const hideFromPictures = (): void => {
    if (pictures.size > 0) hide(COPIED);
  };
  const painted = (): void => hide(MEASURED);
  const measured = (event: Event): void => {
    const { annotation } = detailOf<{ annotation?: { metadata?: { toolName?: string }; invalidated?: boolean } }>(event);
    if (!annotation || MEASURE_NOTHING.has(annotation.metadata?.toolName ?? '') || !visible()) return;
    annotation.invalidated = true; // measured anew once the acquired voxels are back
    hide(MEASURED);
  };
  const enabled = (event: Event): void => {
    const { viewportId } = detailOf<{ viewportId: string }>(event);
    if (!viewportGridService.getState().viewports.has(viewportId)) pictures.add(viewportId);
    hideFromPictures();
  };
  const disabled = (event: Event): void => {
    const taken = pictures.delete(detailOf<{ viewportId: string }>(event).viewportId);
    if (taken && pictures.size === 0 && preview.store.get().note === COPIED) preview.setShown('synthetic');
  };
  const { ANNOTATION_ADDED, ANNOTATION_MODIFIED, SEGMENTATION_DATA_MODIFIED } = cornerstoneTools.Enums.Events;
  const { ELEMENT_ENABLED, ELEMENT_DISABLED } = cornerstone.Enums.Events;
  const listeners: readonly (readonly [string, (event: Event) => void])[] = [
    [ANNOTATION_ADDED, measured], [ANNOTATION_MODIFIED, measured], [SEGMENTATION_DATA_MODIFIED, painted], [ELEMENT_ENABLED, enabled], [ELEMENT_DISABLED, disabled],
  ];
  for (const [name, listener] of listeners) cornerstone.eventTarget.addEventListener(name, listener as EventListener);
  const stop = preview.store.subscribe(hideFromPictures);
  return () => {
    stop();
    for (const [name, listener] of listeners) cornerstone.eventTarget.removeEventListener(name, listener as EventListener);
  };
}

const detailOf = <T,>(event: Event): T => (event as CustomEvent<T>).detail;
