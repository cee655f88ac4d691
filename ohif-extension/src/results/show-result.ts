import type { Job } from '@lesion-forge/openapi';
import type { App } from '../app.ts';
import type { Host } from '../ohif.d.ts';
import { TOOL_GROUPS } from '../tools/tool-groups.ts';
import { jumpTo } from './jump-to.ts';
import { lesionsOf } from './lesions-of.ts';
import { loadSeries } from './load-series.ts';
import { showImage } from './show-image.ts';
import { showOverlay } from './show-overlay.ts';

/**
 * Brings what a succeeded job stored into the viewer without a reload: a segmentation over its source series, a synthetic
 * series with its segmentation, the first lesion in view.
 */
export async function showResult({ host, preview }: Pick<App, 'host' | 'preview'>, job: Job): Promise<void> {
  if (job.state !== 'succeeded') return;
  const { studyUid, seriesUid } = job.request.source;
  const { result } = job;
  if (result.task === 'survey') return;
  const imageUid = result.task === 'synthesize' ? result.image.seriesUid : seriesUid;
  const image = await loadSeries(host, { studyUid, seriesUid: imageUid });
  const segmentation = await loadSeries(host, { studyUid, seriesUid: result.segmentation.seriesUid });
  const viewportIds = await showImage(host, image);
  await showOverlay(host, segmentation, viewportIds);
  if (result.task === 'synthesize') endMarking(host, preview);
  const [first] = lesionsOf(result);
  if (first) jumpTo(host, first.sliceCentreLps);
}

/** The source series of a job, to look at again or to work on further. */
export async function showSource(host: Host, job: Job): Promise<void> {
  await showImage(host, await loadSeries(host, job.request.source));
}

/** The marked sites have done their work; the next drag is not to move it. */
function endMarking(host: Host, preview: App['preview']): void {
  preview.clear();
  host.commandsManager.runCommand('setToolActiveToolbar', { toolName: 'WindowLevel', toolGroupIds: TOOL_GROUPS });
}
