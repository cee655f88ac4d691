import type { Job } from '@lesion-forge/openapi';
import type { Host } from '../ohif.d.ts';
import type { SiteStore } from '../state/site.ts';
import { TOOL_GROUPS } from '../tools/tool-groups.ts';
import { jumpTo } from './jump-to.ts';
import { loadSeries } from './load-series.ts';
import { showImage } from './show-image.ts';
import { showOverlay } from './show-overlay.ts';

/**
 * Brings what a succeeded job stored into the viewer without a reload: a segmentation over its source series, a synthetic
 * series with its segmentation, the first lesion in view.
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
  if (result.task === 'synthesize') endMarking(host, site);
  const [first] = result.task === 'synthesize' ? result.lesions : result.findings;
  if (first) jumpTo(host, first.sliceCentreLps);
}

/** The source series of a job, to look at again or to work on further. */
export async function showSource(host: Host, job: Job): Promise<void> {
  await showImage(host, await loadSeries(host, job.request.source));
}

/** The marked site has done its work; the next drag is not to move it. */
function endMarking(host: Host, site: SiteStore): void {
  site.set({});
  host.commandsManager.runCommand('setToolActiveToolbar', { toolName: 'WindowLevel', toolGroupIds: TOOL_GROUPS });
}
