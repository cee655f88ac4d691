import type { TaskContext } from '../jobs/task.ts';

/** Stages in order, each with its share of the whole; shares sum to 1. */
export type StagePlan = readonly (readonly [stage: string, share: number])[];

/** Turns progress within a stage into progress of the job, stops at a cancel, and remembers how long each stage took. */
export class StageClock {
  readonly stageMs: Record<string, number> = {};
  readonly #context: TaskContext;
  readonly #plan: StagePlan;
  #current = -1;
  #enteredMs = 0;

  constructor(context: TaskContext, plan: StagePlan) {
    this.#context = context;
    this.#plan = plan;
  }

  /** Runs one stage. Throws the signal's reason when the job was cancelled before it. */
  async run<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    this.#context.signal.throwIfAborted();
    this.#current = this.#plan.findIndex(([name]) => name === stage);
    if (this.#current < 0) throw new RangeError(`No stage ${stage} in the plan.`);
    this.#enteredMs = performance.now();
    this.progress(0);
    const result = await work();
    this.stageMs[stage] = Math.round(performance.now() - this.#enteredMs);
    this.progress(1);
    return result;
  }

  /** `fraction` 0..1 of the current stage. */
  readonly progress = (fraction: number): void => {
    const [stage, share] = this.#plan[this.#current] as readonly [string, number];
    const before = this.#plan.slice(0, this.#current).reduce((sum, [, part]) => sum + part, 0);
    this.#context.report(stage, Math.min(1, before + share * fraction));
  };
}
