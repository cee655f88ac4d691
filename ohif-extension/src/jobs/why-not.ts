import type { App } from '../app.ts';
import type { Offer } from '../client/catalogue.ts';
import { isFinal } from '../client/follow-job.ts';
import type { Task } from './job-desk.ts';
import { archiveName } from './archive-name.ts';
import { segmenters } from './segmenters.ts';

/** The parts of the app that decide. */
export type Circumstances = Setting & Pick<App, 'jobs'>;

/** The same without what is under way. */
export type Setting = Pick<App, 'target' | 'previews' | 'catalogue'> & { readonly host: Pick<App['host'], 'extensionManager'> };

/** Why nothing can be done with the active viewport's series, as a sentence, or undefined where something can. */
export function unusable({ target, previews }: Pick<Setting, 'target' | 'previews'>): string | undefined {
  const active = target.get();
  if (!active.target) return active.reason;
  const state = previews.store.get().get(active.target.seriesUid);
  if (state === undefined || state === 'loading' || 'failure' in state || state.preview.eligible) return undefined;
  return state.preview.refusal?.detail ?? 'The gateway cannot use this series.';
}

/** Why a task cannot be started on the active viewport's series now, as a sentence, or undefined where it can. */
export function whyNot(app: Circumstances, task: Task): string | undefined {
  const { target } = app.target.get();
  return whyNever(app, task) ?? (target ? busy(app, task, target.seriesUid) : undefined);
}

/** The same, but for work that is under way. */
export function whyNever(app: Setting, task: Task): string | undefined {
  const { target } = app.target.get();
  const refused = unusable(app);
  if (!target) return refused;
  if (refused !== undefined) return 'The gateway cannot use this series, see above.';
  const catalogue = app.catalogue.store.get();
  if (catalogue.status === 'failed') return catalogue.failure.message;
  if (catalogue.status !== 'ready') return 'Asking the gateway what it offers ...';
  return notOffered(app, task, catalogue.offer);
}

function notOffered(app: Setting, task: Task, { models, generators, archives }: Offer): string | undefined {
  if (task === 'segment') return segmenters(models).length === 0 ? 'The gateway has no segmentation model.' : undefined;
  if (generators.length === 0) return 'The gateway has no generator.';
  const archive = archives.find((one) => one.name === archiveName(app));
  return archive && !archive.allowSynthetic ? `The archive ${archive.name} may not hold synthetic data.` : undefined;
}

function busy({ jobs: desk }: Pick<App, 'jobs'>, task: Task, seriesUid: string): string | undefined {
  const { sending, jobs } = desk.store.get();
  const runs = jobs.some((job) => !isFinal(job) && job.request.task === task && job.request.source.seriesUid === seriesUid);
  return sending.has(task) || runs ? 'Running for this series.' : undefined;
}
