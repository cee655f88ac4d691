import type { JobRequest, JobResult } from '@lesion-forge/openapi';
import type { Task } from '../jobs/task.ts';
import { TaskProcess, type TaskProcessOptions } from './task-process.ts';

/** As many task processes as jobs may run at once; each job goes to an idle one. */
export class TaskProcessPool {
  readonly #processes: readonly TaskProcess[];

  constructor(size: number, options: TaskProcessOptions) {
    this.#processes = Array.from({ length: size }, () => new TaskProcess(options));
  }

  /** A task of the given name whose work happens in one of the processes. */
  task(name: string, stages: readonly string[] = []): Task<JobRequest, JobResult> {
    return { name, stages, run: (request, context) => this.#idle().run(request, context) };
  }

  stop(): void {
    for (const process of this.#processes) process.stop();
  }

  #idle(): TaskProcess {
    const idle = this.#processes.find(process => !process.busy);
    if (!idle) throw new RangeError('More jobs run than there are task processes.');
    return idle;
  }
}
