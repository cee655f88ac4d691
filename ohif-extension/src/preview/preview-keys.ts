import type { LivePreview } from './live-preview.ts';

const TEXT_FIELDS = 'input:not([type="range"]):not([type="checkbox"]), textarea, select, [contenteditable="true"]';

/** P: as acquired or with the tumors; D: colours over what they change. Not while the reader types. Returns the function that ends it. */
export function watchPreviewKeys(preview: LivePreview): () => void {
  const press = (event: KeyboardEvent): void => {
    const { shown, difference, survey } = preview.store.get();
    const typing = event.target instanceof Element && event.target.closest(TEXT_FIELDS);
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || survey.status !== 'ready') return;
    if (event.key === 'p') preview.setShown(shown === 'synthetic' ? 'original' : 'synthetic');
    if (event.key === 'd') preview.setDifference(!difference);
  };
  globalThis.addEventListener('keydown', press);
  return () => globalThis.removeEventListener('keydown', press);
}
