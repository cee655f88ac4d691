import type { Job } from '@lesion-forge/openapi';
import type { Host } from '../ohif.d.ts';
import type { SiteStore } from '../state/site.ts';
import { jumpTo } from './jump-to.ts';
import { loadSeries } from './load-series.ts';
import { showImage } from './show-image.ts';
import { showOverlay } from './show-overlay.ts';

/**
 * Brings what a succeeded job stored into the viewer without a reload: a segmentation over its source series, a synthetic
 * series with its segmentation, the first lesion in view. The marked site has done its work and goes.
 */
export async function showResult(host: Host, site: SiteStore, job: Job): Promise<void> {
  if (job.state !== 'succeeded') return;
  const { studyUid, seriesUid } = job.request.source;
  const { result } = job;
  const imageUid = result.task === 'synthesize' ? result.image.seriesUid : seriesUid;
  const image = await loadSeries(host, { studyUid, seriesUid: imageUid });
  const segmentation = await loadSeries(host, { studyUid, seriesUid: result.segmentation.seriesUid });
  const viewportIds = await showImage(host, image);
  await showOverlay(host, segmentation, viewportIds);
  if (result.task === 'synthesize') site.set({});
  const [first] = result.task === 'synthesize' ? result.lesions : result.findings;
  if (first) jumpTo(host, first.sliceCentreLps);
}
