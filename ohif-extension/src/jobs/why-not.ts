import type { App } from '../app.ts';
import { isFinal } from '../client/follow-job.ts';
import type { Task } from './job-desk.ts';
import { archiveName } from './source-of.ts';

/** Why nothing can be done with the active viewport's series, as a sentence, or undefined where something can. */
export function unusable(app: App): string | undefined {
  const { target, reason } = app.target.get();
  if (!target) return reason;
  const state = app.previews.store.get().get(target.seriesUid);
  if (state === undefined || state === 'loading' || 'failure' in state || state.preview.eligible) return undefined;
  return state.preview.refusal?.detail ?? 'The gateway cannot use this series.';
}

/** Why a task cannot be started on the active viewport's series now, as a sentence, or undefined where it can. */
export function whyNot(app: App, task: Task): string | undefined {
  const { target } = app.target.get();
  if (!target || unusable(app) !== undefined) return target ? 'The gateway cannot use this series, see above.' : unusable(app);
  const catalogue = app.catalogue.store.get();
  if (catalogue.status === 'failed') return catalogue.failure.message;
  if (catalogue.status !== 'ready') return 'Asking the gateway what it offers ...';
  const archive = catalogue.offer.archives.find((one) => one.name === archiveName(app));
  if (task === 'synthesize' && archive && !archive.allowSynthetic) return `The archive ${archive.name} may not hold synthetic data.`;
  return busy(app, task, target.seriesUid);
}

function busy(app: App, task: Task, seriesUid: string): string | undefined {
  const { sending, jobs } = app.jobs.store.get();
  const runs = jobs.some((job) => !isFinal(job) && job.request.task === task && job.request.source.seriesUid === seriesUid);
  return sending.has(task) || runs ? 'Running for this series.' : undefined;
}
