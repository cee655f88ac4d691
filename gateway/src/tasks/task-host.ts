import type { JobRequest, JobResult } from '@lesion-forge/openapi';
import { GatewayError, toProblem } from '../errors.ts';
import type { Task } from '../jobs/task.ts';
import type { FromTaskProcess, ToTaskProcess } from './messages.ts';

export type TaskTable = ReadonlyMap<string, Task<JobRequest, JobResult>>;

/** The inside of a task process: answers `run` and `cancel` messages from the gateway until it disconnects. */
export function hostTasks(tasks: TaskTable, onFailure: (error: unknown) => void): void {
  const running = new Map<number, AbortController>();
  const send = (message: FromTaskProcess) => process.connected && process.send?.(message);

  const run = async (message: Extract<ToTaskProcess, { kind: 'run' }>) => {
    const { runId, jobId, jobKey, createdAt, request } = message;
    const controller = new AbortController();
    running.set(runId, controller);
    try {
      const task = tasks.get(request.task);
      if (!task) throw new GatewayError('request/invalid', `There is no task named ${request.task}.`);
      const report = (stage: string, fraction: number) => void send({ kind: 'progress', runId, stage, fraction });
      const result = await task.run(request, { jobId, jobKey, createdAt, signal: controller.signal, report });
      send({ kind: 'succeeded', runId, result });
    } catch (error) {
      if (!controller.signal.aborted && !(error instanceof GatewayError)) onFailure(error);
      send({ kind: 'failed', runId, problem: toProblem(controller.signal.aborted ? controller.signal.reason : error) });
    } finally {
      running.delete(runId);
    }
  };

  process.on('message', (message: ToTaskProcess) => {
    if (message.kind === 'run') void run(message);
    else running.get(message.runId)?.abort(new GatewayError('job/cancelled', 'The job was cancelled.'));
  });
  // A key press or a service manager tells every process of a group; the gateway alone decides when its jobs end.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined);
  process.on('disconnect', () => process.exit(0));
  send({ kind: 'ready' });
}
