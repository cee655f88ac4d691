/** A stable code and a sentence; what is worth telling although the work succeeded. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** What a running task may use of its job. */
export interface TaskContext {
  readonly jobId: string;
  /** Digest of source, model and parameters; output UIDs are derived from it, so a second run stores the same objects. */
  readonly jobKey: string;
  /** ISO 8601; the same for every run of the job. */
  readonly createdAt: string;
  readonly signal: AbortSignal;
  /** `fraction` 0..1 of the whole task. */
  report(stage: string, fraction: number): void;
}

/** One kind of work. Tasks know archive and numerics; the queue knows no task. */
export interface Task<Request, Result> {
  readonly name: string;
  readonly stages: readonly string[];
  run(request: Request, context: TaskContext): Promise<Result>;
}
