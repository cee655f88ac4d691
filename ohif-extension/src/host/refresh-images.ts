import type { Cornerstone, CornerstoneViewport, Services } from '../ohif.d.ts';

/** Brings changed voxels of cached images to the screen: in stacks that show one of them, and in every volume made of them. */
export function refreshImages(services: Services, { cornerstone }: Cornerstone, imageIds: ReadonlySet<string>): void {
  for (const imageId of imageIds) {
    const found = cornerstone.cache.getVolumeContainingImageId(imageId);
    if (!found) continue;
    found.volume.vtkOpenGLTexture?.setUpdatedFrame(found.imageIdIndex);
    found.volume.imageData?.modified();
  }
  for (const viewport of viewportsOf(services)) {
    if (!imageIdsOf(viewport).some((imageId) => imageIds.has(imageId))) continue;
    if (isStack(viewport)) refreshStack(viewport, { cornerstone, imageIds });
    viewport.render();
  }
}

type Stack = Extract<CornerstoneViewport, { getCurrentImageId(): string }>;

const isStack = (viewport: CornerstoneViewport): viewport is Stack => 'getCurrentImageId' in viewport && !('getAllVolumeIds' in viewport);

function refreshStack(viewport: Stack, { cornerstone, imageIds }: Pick<Cornerstone, 'cornerstone'> & { readonly imageIds: ReadonlySet<string> }): void {
  const imageId = viewport.getCurrentImageId();
  const image = imageIds.has(imageId) ? cornerstone.cache.getImage(imageId) : undefined;
  const target = viewport.getImageData()?.imageData;
  if (image && target) cornerstone.utilities.updateVTKImageDataWithCornerstoneImage(target as never, image);
}

/** The images a viewport is made of; none while it is still being filled, when the host throws. */
export function imageIdsOf(viewport: CornerstoneViewport): readonly string[] {
  try {
    return viewport.getImageIds();
  } catch {
    return [];
  }
}

/** Every viewport of the grid that has something to show. */
export function viewportsOf({ viewportGridService, cornerstoneViewportService }: Pick<Services, 'viewportGridService' | 'cornerstoneViewportService'>): readonly CornerstoneViewport[] {
  const all = [...viewportGridService.getState().viewports.keys()].map((viewportId) => cornerstoneViewportService.getCornerstoneViewport(viewportId));
  return all.filter((viewport): viewport is CornerstoneViewport => Boolean(viewport && 'getImageIds' in viewport));
}
