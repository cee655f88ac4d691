import type { Job, JobRequest, paths } from '@lesion-forge/openapi';
import { followJob, isFinal } from '../client/follow-job.ts';
import { unwrap, type GatewayClient } from '../client/gateway-client.ts';
import { toFailure, type RequestFailure } from '../client/request-failure.ts';
import { createStore, type Store } from '../state/store.ts';

export type Task = JobRequest['task'];

export interface JobsState {
  readonly studyUid?: string;
  /** Of this study, newest first. */
  readonly jobs: readonly Job[];
  /** Tasks whose request is on its way to the gateway. */
  readonly sending: ReadonlySet<Task>;
  /** Why the last request of a task was refused, or its result could not be shown. */
  readonly failures: Readonly<Partial<Record<Task, RequestFailure>>>;
  /** The job each task's section shows. */
  readonly shown: Readonly<Partial<Record<Task, string>>>;
}

export interface JobDesk {
  readonly store: Store<JobsState>;
  /** Lists the study's jobs and follows the unfinished ones. */
  openStudy(studyUid: string): Promise<void>;
  /** Sends a request, unless the same task already runs on that series: then that job is the answer. */
  submit(request: JobRequest): Promise<void>;
  cancel(jobId: string): Promise<void>;
  /** Puts a job into its section, and its result into the viewport. */
  show(job: Job): Promise<void>;
  /** Stops following; the jobs go on in the gateway. */
  close(): void;
}

export interface JobDeskOptions {
  readonly client: GatewayClient;
  /** Brings a succeeded job's series into the viewport. */
  readonly showResult: (job: Job) => Promise<void>;
}

const EMPTY: JobsState = { jobs: [], sending: new Set(), failures: {}, shown: {} };

/** Holds the jobs of the open study outside React, so that a panel may come and go. */
export function createJobDesk({ client, showResult }: JobDeskOptions): JobDesk {
  const store = createStore<JobsState>(EMPTY);
  const following = new Map<string, AbortController>();

  const fail = (task: Task, error: unknown): void => store.update((state) => ({ ...state, failures: { ...state.failures, [task]: toFailure(error) } }));
  const receive = (job: Job): void => store.update((state) => withReport(state, job));

  const show = async (job: Job): Promise<void> => {
    const { task } = job.request;
    store.update((state) => withShown(state, job));
    try {
      await showResult(job);
    } catch (error) {
      fail(task, error);
    }
  };

  const follow = async (job: Job): Promise<void> => {
    if (isFinal(job) || following.has(job.id)) return;
    const controller = new AbortController();
    following.set(job.id, controller);
    try {
      const last = await followJob(client, { jobId: job.id, onJob: receive, signal: controller.signal });
      if (last?.state === 'succeeded' && !controller.signal.aborted) await show(last);
    } catch (error) {
      fail(job.request.task, error);
    } finally {
      following.delete(job.id);
    }
  };

  const close = (): void => {
    for (const controller of following.values()) controller.abort();
    following.clear();
    store.set(EMPTY);
  };

  return { store, show, close, ...createRequests({ client, store, receive, follow, show, fail, close }) };
}

interface RequestParts {
  readonly client: GatewayClient;
  readonly store: Store<JobsState>;
  readonly receive: (job: Job) => void;
  readonly follow: (job: Job) => Promise<void>;
  readonly show: (job: Job) => Promise<void>;
  readonly fail: (task: Task, error: unknown) => void;
  readonly close: () => void;
}

function createRequests(parts: RequestParts): Pick<JobDesk, 'openStudy' | 'submit' | 'cancel'> {
  const { client, store, receive, follow, show, fail, close } = parts;
  return {
    async openStudy(studyUid) {
      if (store.get().studyUid === studyUid) return;
      close();
      store.set({ ...EMPTY, studyUid });
      const listed = await unwrap<paths['/api/jobs']['get']>(client.api.GET('/api/jobs', { params: { query: { studyUid } } })).catch(() => undefined);
      if (!listed || store.get().studyUid !== studyUid) return;
      const jobs = listed.jobs.filter(({ request }) => request.task !== 'survey');
      for (const job of [...jobs].reverse()) receive(job);
      for (const job of jobs) void follow(job);
    },
    async submit(request) {
      const { task } = request;
      if (store.get().sending.has(task) || unfinishedLike(store.get().jobs, request)) return;
      store.update((state) => starting(state, task));
      try {
        const job = await unwrap<paths['/api/jobs']['post']>(client.api.POST('/api/jobs', { body: request }));
        store.update((state) => withShown(withJob(state, job), job));
        if (job.state === 'succeeded') await show(job);
        else void follow(job);
      } catch (error) {
        fail(task, error);
      } finally {
        store.update((state) => ({ ...state, sending: without(state.sending, task) }));
      }
    },
    async cancel(jobId) {
      const job = store.get().jobs.find((one) => one.id === jobId);
      try {
        receive(await unwrap<paths['/api/jobs/{jobId}']['delete']>(client.api.DELETE('/api/jobs/{jobId}', { params: { path: { jobId } } })));
      } catch (error) {
        if (job) fail(job.request.task, error);
      }
    },
  };
}

/** The unfinished job of the same task on the same series, if any. */
const unfinishedLike = (jobs: readonly Job[], request: JobRequest): Job | undefined =>
  jobs.find((job) => !isFinal(job) && job.request.task === request.task && job.request.source.seriesUid === request.source.seriesUid);

/** A late report never takes a job back from its end; only a new request does. */
function withReport(state: JobsState, job: Job): JobsState {
  const known = state.jobs.find((one) => one.id === job.id);
  return known && isFinal(known) ? state : withJob(state, job);
}

function withJob(state: JobsState, job: Job): JobsState {
  const others = state.jobs.filter((one) => one.id !== job.id);
  const jobs = [...others, job].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  return { ...state, jobs };
}

const withShown = (state: JobsState, job: Job): JobsState => ({ ...state, shown: { ...state.shown, [job.request.task]: job.id } });

function starting(state: JobsState, task: Task): JobsState {
  const { [task]: _dropped, ...failures } = state.failures;
  return { ...state, failures, sending: new Set([...state.sending, task]) };
}

const without = <T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> => new Set([...set].filter((one) => one !== member));
