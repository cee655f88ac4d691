import type { Job, paths } from '@lesion-forge/openapi';
import { unwrap, type GatewayClient } from './gateway-client.ts';
import { readEvents } from './read-events.ts';
import { RequestFailure } from './request-failure.ts';

export const isFinal = (job: Job): boolean => job.state === 'succeeded' || job.state === 'failed' || job.state === 'cancelled';

export interface FollowOptions {
  readonly jobId: string;
  readonly onJob: (job: Job) => void;
  readonly signal: AbortSignal;
  /** Wait between attempts when the stream breaks, ms. */
  readonly retryMs?: number;
}

/**
 * Reports each state of a job until it has ended, by the event stream; when the stream breaks, by asking again.
 * Resolves with the final job. Rejects with a RequestFailure when the job no longer exists.
 */
export async function followJob(client: GatewayClient, options: FollowOptions): Promise<Job | undefined> {
  const { jobId, onJob, signal, retryMs = 1000 } = options;
  while (!signal.aborted) {
    const streamed = await readStream(client, options);
    if (streamed && isFinal(streamed)) return streamed;
    const asked = await ask(client, jobId);
    if (asked) onJob(asked);
    if (asked && isFinal(asked)) return asked;
    await pause(retryMs, signal);
  }
  return undefined;
}

async function readStream(client: GatewayClient, { jobId, onJob, signal }: FollowOptions): Promise<Job | undefined> {
  let last: Job | undefined;
  try {
    const { data, response } = await client.api.GET('/api/jobs/{jobId}/events', {
      params: { path: { jobId } },
      headers: { Accept: 'text/event-stream' },
      parseAs: 'stream',
      signal,
    });
    if (!response.ok || !data) return undefined;
    for await (const event of readEvents(data as ReadableStream<Uint8Array>)) {
      if (event.event !== 'job') continue;
      last = JSON.parse(event.data) as Job;
      onJob(last);
      if (isFinal(last)) return last;
    }
  } catch {
    // A broken stream is no failure of the job: the caller asks for its state instead.
  }
  return last;
}

async function ask(client: GatewayClient, jobId: string): Promise<Job | undefined> {
  try {
    return await unwrap<paths['/api/jobs/{jobId}']['get']>(client.api.GET('/api/jobs/{jobId}', { params: { path: { jobId } } }));
  } catch (error) {
    if (error instanceof RequestFailure && error.code === 'job/not-found') throw error;
    return undefined;
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
