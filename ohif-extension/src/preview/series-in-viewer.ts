import type { Geometry } from '../../../gateway/src/volume/geometry.ts';
import { RequestFailure } from '../client/request-failure.ts';
import { cornerstoneOf } from '../host/cornerstone.ts';
import { imageCache } from '../host/image-cache.ts';
import { refreshImages } from '../host/refresh-images.ts';
import type { Host } from '../ohif.d.ts';
import { ShownSeries } from './voxels/shown-series.ts';
import { sliceOrder } from './voxels/slice-order.ts';

/** A series of the viewer on the gateway's grid. Throws viewer/no-preview where its images are not exactly the slices of the grid. */
export function seriesInViewer(host: Host, seriesUid: string, geometry: Geometry): ShownSeries {
  const { services } = host.servicesManager;
  const cornerstone = cornerstoneOf(host);
  const imageIds = services.displaySetService.getDisplaySetsForSeries(seriesUid)[0]?.imageIds ?? [];
  const images = imageIds.map((imageId) => {
    const { imagePositionPatient } = cornerstone.cornerstone.metaData.get('imagePlaneModule', imageId) as { imagePositionPatient: [number, number, number] };
    return { imageId, positionLps: imagePositionPatient };
  });
  const ordered = sliceOrder(geometry, images);
  if (!ordered) throw new RequestFailure('viewer/no-preview', 'The viewer\'s images are not exactly the slices the gateway uses (several acquisitions, or slices left out), so there is no preview. Run makes the lesion all the same.');
  return new ShownSeries({ geometry, imageIds: ordered, cache: imageCache(cornerstone), refresh: (changed) => refreshImages(services, cornerstone, changed) });
}
