import type { ChildProcess } from 'node:child_process';
import type { JobRequest, JobResult } from '@lesion-forge/openapi';
import { GatewayError, type ErrorCode, type Problem } from '../errors.ts';
import type { TaskContext } from '../jobs/task.ts';
import type { FromTaskProcess, ToTaskProcess } from './messages.ts';

export interface TaskProcessOptions {
  /** Starts a fresh process; called again after each death. */
  readonly spawn: () => ChildProcess;
  /** A process that reports nothing for this long is killed. */
  readonly stallMs?: number;
  /** Time a cancelled run gets to wind up before its process is killed. */
  readonly cancelGraceMs?: number;
  /** An idle process is ended after this long, so that its memory returns. */
  readonly idleMs?: number;
}

interface Run {
  readonly id: number;
  readonly child: ChildProcess;
  readonly context: TaskContext;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: Error) => void;
  stall: NodeJS.Timeout;
}

/**
 * Runs tasks in a process of their own: numerics never block the gateway's event loop, and a run that takes its process down
 * (out of memory, a fault in native code) fails one job and not the gateway. One run at a time.
 * A job in which the process dies twice is refused as job/poisoned.
 */
export class TaskProcess {
  readonly #options: Required<TaskProcessOptions>;
  readonly #deaths = new Map<string, number>();
  #child: ChildProcess | undefined;
  #run: Run | undefined;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 1;

  constructor(options: TaskProcessOptions) {
    this.#options = { stallMs: 15 * 60_000, cancelGraceMs: 10_000, idleMs: 10 * 60_000, ...options };
  }

  get busy(): boolean {
    return this.#run !== undefined;
  }

  /** Ends the process; a run under way is rejected. */
  stop(): void {
    clearTimeout(this.#idle);
    this.#child?.kill('SIGKILL');
  }

  /** Runs one job to its end. Throws job/worker-died, job/poisoned, job/stalled, and whatever the task throws. */
  async run(request: JobRequest, context: TaskContext): Promise<JobResult> {
    if (this.#run) throw new RangeError('A task process runs one task at a time.');
    context.signal.throwIfAborted();
    clearTimeout(this.#idle);
    const child = (this.#child ??= this.#spawn());
    const id = this.#nextId++;
    const cancel = () => this.#cancel(child, id);
    context.signal.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise<JobResult>((resolve, reject) => {
        this.#run = { id, child, context, resolve, reject, stall: this.#stallTimer(child) };
        const { jobId, jobKey, createdAt } = context;
        child.send({ kind: 'run', runId: id, jobId, jobKey, createdAt, request } satisfies ToTaskProcess);
      });
    } finally {
      context.signal.removeEventListener('abort', cancel);
      this.#ended();
    }
  }

  #ended(): void {
    clearTimeout(this.#run?.stall);
    this.#run = undefined;
    this.#idle = setTimeout(() => this.#drop(), this.#options.idleMs).unref();
  }

  /** Ends the process; the next run gets a fresh one, also when that comes before this one's end. */
  #drop(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill('SIGKILL');
  }

  #spawn(): ChildProcess {
    const child = this.#options.spawn();
    child.on('message', message => this.#receive(child, message as FromTaskProcess));
    child.once('exit', (code, signal) => this.#exited(child, signal ?? `exit code ${code}`));
    child.once('error', () => this.#exited(child, 'could not be started'));
    return child;
  }

  #receive(child: ChildProcess, message: FromTaskProcess): void {
    const run = this.#run;
    if (!run || message.kind === 'ready' || message.runId !== run.id) return;
    clearTimeout(run.stall);
    run.stall = this.#stallTimer(child);
    if (message.kind === 'progress') return run.context.report(message.stage, message.fraction);
    this.#deaths.delete(run.context.jobId);
    if (message.kind === 'succeeded') return run.resolve(message.result);
    run.reject(run.context.signal.aborted ? abortReason(run.context.signal) : asError(message.problem));
  }

  #exited(child: ChildProcess, how: string): void {
    if (this.#child === child) this.#child = undefined;
    const run = this.#run;
    if (run?.child !== child) return;
    if (run.context.signal.aborted) return run.reject(abortReason(run.context.signal));
    const deaths = (this.#deaths.get(run.context.jobId) ?? 0) + 1;
    this.#deaths.set(run.context.jobId, deaths);
    if (deaths < 2) return run.reject(new GatewayError('job/worker-died', `The worker process ended while running this job (${how}). It will be tried once more.`));
    this.#deaths.delete(run.context.jobId);
    run.reject(new GatewayError('job/poisoned', `The worker process ended twice while running this job (${how}). Look at the memory limits, then submit it again.`));
  }

  #cancel(child: ChildProcess, runId: number): void {
    if (child.connected) child.send({ kind: 'cancel', runId } satisfies ToTaskProcess);
    setTimeout(() => {
      if (this.#run?.id === runId) child.kill('SIGKILL');
    }, this.#options.cancelGraceMs).unref();
  }

  #stallTimer(child: ChildProcess): NodeJS.Timeout {
    return setTimeout(() => {
      if (this.#child !== child) return;
      this.#run?.reject(new GatewayError('job/stalled', `No progress for ${Math.round(this.#options.stallMs / 1000)} s; the worker process was ended. It will be tried again.`));
      this.#drop();
    }, this.#options.stallMs).unref();
  }
}

const abortReason = (signal: AbortSignal): Error => (signal.reason instanceof Error ? signal.reason : new GatewayError('job/cancelled', 'The job was cancelled.'));

const asError = (problem: Problem): GatewayError => new GatewayError(problem.code as ErrorCode, problem.detail, { context: { ...problem.context } });
