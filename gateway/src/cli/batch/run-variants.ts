import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { GatewayError, toProblem } from '../../errors.ts';
import { PARTIAL } from '../whole-folder.ts';
import { spawnThread } from './spawn-thread.ts';
import type { ThreadData, VariantDone } from './variant-thread.ts';
import { writeVariant, type BatchScan, type Variant, type VariantMaker } from './variant.ts';

export interface BatchRun extends VariantMaker {
  readonly scan: BatchScan;
  /** The next variant to make; undefined when there is none left. */
  readonly next: () => Promise<Variant | undefined>;
  /** Threads that make them; 1: this one. */
  readonly threads: number;
  /** Called when a variant is written, or refused by its lesions' sites. */
  readonly onDone: (done: VariantDone) => void;
}

/**
 * Makes variants on several cores. One that no site is found for, or that fails its quality test, is told and passed over; anything else stops the batch. When it stops, what is
 * written stays, and nothing half-written does. Throws storage/disk-full, input/unreadable, generator/*, and what the signal was aborted with.
 */
export async function runVariants(run: BatchRun): Promise<void> {
  const { scan, generator, threads, quality } = run;
  try {
    // Networks and donor cases are reached through this thread.
    if (generator.requires?.length || quality || threads === 1) await inThisThread(run);
    else await inThreads(run);
  } finally {
    for (const name of await readdir(scan.out).catch(() => [])) if (name.endsWith(PARTIAL)) await rm(join(scan.out, name), { recursive: true, force: true });
  }
}

async function inThisThread({ scan, next, onDone, ...maker }: BatchRun): Promise<void> {
  for (let variant = await next(); variant; variant = await next()) {
    maker.tools.signal.throwIfAborted();
    try {
      await writeVariant(variant, scan, maker);
      onDone({ name: variant.name, seed: variant.seed });
    } catch (error) {
      if (!(error instanceof GatewayError) || !isPassedOver(error)) throw error;
      onDone({ name: variant.name, seed: variant.seed, problem: toProblem(error) });
    }
    await new Promise(resolve => setImmediate(resolve)); // lets a key press be heard
  }
}

async function inThreads({ scan, generator, next, threads, tools: { signal }, onDone }: BatchRun): Promise<void> {
  const workers: Worker[] = [];
  const stopping = new AbortController();
  let onAbort = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => (onAbort = () => reject(signal.reason as Error)));
  signal.addEventListener('abort', onAbort, { once: true });
  const work = async () => {
    const worker = spawnThread(new URL('./variant-thread.ts', import.meta.url), { scan, generator: generator.name } satisfies ThreadData);
    workers.push(worker);
    for (let variant = await next(); variant && !stopping.signal.aborted; variant = await next()) {
      const done = await answer(worker, variant);
      if (done.problem && !isPassedOver(done.problem)) throw new GatewayError(done.problem.code, done.problem.detail, { context: { ...done.problem.context } });
      onDone(done);
    }
  };
  try {
    signal.throwIfAborted();
    await Promise.race([stopped, Promise.all(Array.from({ length: threads }, work))]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    stopping.abort();
    await Promise.all(workers.map(worker => worker.terminate()));
  }
}

const isPassedOver = ({ code }: { readonly code: string }): boolean => code.startsWith('placement/') || code === 'quality/not-reached';

/** What a thread says to a variant. Throws job/worker-died when it ends instead. */
function answer(worker: Worker, variant: Variant): Promise<VariantDone> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      worker.off('message', onMessage).off('error', onEnd).off('exit', onEnd);
    };
    const onMessage = (done: VariantDone) => {
      settle();
      resolve(done);
    };
    const onEnd = (cause: unknown) => {
      settle();
      reject(new GatewayError('job/worker-died', `The thread that made variant ${variant.name} ended; run the command again with fewer --workers, it goes on where it stopped.`, { cause }));
    };
    worker.on('message', onMessage).on('error', onEnd).on('exit', onEnd);
    worker.postMessage(variant, []);
  });
}
