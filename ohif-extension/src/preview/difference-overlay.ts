import type { App } from '../app.ts';
import { cornerstoneOf } from '../host/cornerstone.ts';
import { imageIdsOf, viewportsOf } from '../host/refresh-images.ts';
import type { CornerstoneViewport } from '../ohif.d.ts';
import { differenceColour } from './difference-colours.ts';
import { differenceLegend } from './difference-legend.ts';
import type { Difference } from './preview-session.ts';
import { paintSection } from './paint-section.ts';

const ATTRIBUTE = 'data-lesion-forge-difference';
const STYLE: Readonly<Record<string, string>> = { position: 'absolute', left: '0', top: '0', width: '100%', height: '100%', 'pointer-events': 'none', 'z-index': '5' };

/** Paints what the lesions change over every viewport of the series, anew with each frame. Returns the function that ends it. */
export function watchDifference({ host, preview }: Pick<App, 'host' | 'preview'>): () => void {
  const { services } = host.servicesManager;
  const { IMAGE_RENDERED } = cornerstoneOf(host).cornerstone.Enums.Events;
  const watched = new Set<HTMLElement>();
  const paintAll = (): void => {
    const difference = preview.difference.get();
    const { shown, difference: wanted, changedImages } = preview.store.get();
    for (const viewport of viewportsOf(services)) {
      const { element } = viewport;
      if (!watched.has(element)) {
        watched.add(element);
        element.addEventListener(IMAGE_RENDERED, paintAll);
      }
      const here = wanted && shown === 'synthetic' && difference.organ !== undefined && imageIdsOf(viewport).some((imageId) => changedImages.has(imageId));
      paint(viewport, here ? difference : undefined);
    }
  };
  const stops = [preview.difference.subscribe(paintAll), preview.store.subscribe(paintAll)];
  return () => {
    for (const stop of stops) stop();
    for (const element of watched) {
      element.removeEventListener(IMAGE_RENDERED, paintAll);
      layerOf(element)?.remove();
    }
  };
}

const layerOf = (element: HTMLElement): HTMLElement | null => element.querySelector(`:scope > [${ATTRIBUTE}]`);

function paint(viewport: CornerstoneViewport, difference: Difference | undefined): void {
  const { element } = viewport;
  const present = layerOf(element);
  if (!difference?.organ) return present?.remove();
  const layer = present ?? makeLayer(element);
  const canvas = layer.querySelector('canvas') as HTMLCanvasElement;
  const { clientWidth: width, clientHeight: height } = element;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (!context) return;
  context.clearRect(0, 0, width, height);
  for (const block of difference.blocks) paintSection({ context, viewport, block, geometry: difference.organ.result.geometry, colourOf: differenceColour });
}

function makeLayer(element: HTMLElement): HTMLElement {
  const layer = document.createElement('div');
  layer.setAttribute(ATTRIBUTE, '');
  layer.setAttribute('data-cy', 'lesion-forge-difference-layer');
  for (const [property, value] of Object.entries(STYLE)) layer.style.setProperty(property, value);
  layer.append(document.createElement('canvas'), differenceLegend());
  element.append(layer);
  return layer;
}
