import type { JobRequest } from '@lesion-forge/openapi';
import { afterEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { spawnEntry } from '../spawn-entry.ts';
import { TaskProcess } from './task-process.ts';

const processes: TaskProcess[] = [];
const start = (options: { stallMs?: number; cancelGraceMs?: number } = {}) => {
  const spawn = () => spawnEntry(new URL('../../../test/support/counting-task-process.ts', import.meta.url));
  const created = new TaskProcess({ spawn, ...options });
  processes.push(created);
  return created;
};
afterEach(() => processes.splice(0).forEach(each => each.stop()));

const request = (seed: number, generator = 'count'): JobRequest => ({ task: 'synthesize', source: { studyUid: '1', seriesUid: '2' }, radiusMm: 5, seed, generator });
const context = (signal = new AbortController().signal) => {
  const fractions: number[] = [];
  return { jobId: 'job', jobKey: 'key', createdAt: '2026-01-01T00:00:00Z', signal, report: (_: string, fraction: number) => void fractions.push(fraction), fractions };
};

describe('TaskProcess', () => {
  it('runs a task in another process and passes progress on', async () => {
    const seen = context();
    const result = await start().run(request(3), seen);
    expect(result).toMatchObject({ recipe: { counted: 3 } });
    expect(seen.fractions).toEqual([0, 1 / 3, 2 / 3]);
  });

  it('stops a run on abort and serves the next one', async () => {
    const task = start();
    const controller = new AbortController();
    setTimeout(() => controller.abort(new GatewayError('job/cancelled', 'The job was cancelled.')), 300);
    await expect(task.run(request(100_000), context(controller.signal))).rejects.toMatchObject({ code: 'job/cancelled' });
    expect(await task.run(request(1), context())).toMatchObject({ recipe: { counted: 1 } });
  });

  it('kills a run that does not react to abort', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new GatewayError('job/cancelled', 'The job was cancelled.')), 500);
    await expect(start({ cancelGraceMs: 200 }).run(request(1, 'hang'), context(controller.signal))).rejects.toMatchObject({ code: 'job/cancelled' });
  });

  it('survives the death of its process, and calls a job that kills it twice poisoned', async () => {
    const task = start();
    await expect(task.run(request(1, 'die'), context())).rejects.toMatchObject({ code: 'job/worker-died', retryable: true });
    await expect(task.run(request(1, 'die'), context())).rejects.toMatchObject({ code: 'job/poisoned', retryable: false });
    expect(await task.run(request(1), context())).toMatchObject({ recipe: { counted: 1 } });
  });

  it('ends a process that falls silent, and blames nobody else for its end', async () => {
    const task = start({ stallMs: 1500 });
    await expect(task.run(request(1, 'hang'), context())).rejects.toMatchObject({ code: 'job/stalled', retryable: true });
    expect(await task.run(request(1), context())).toMatchObject({ recipe: { counted: 1 } });
  });
});
