import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { StageClock } from './stage-clock.ts';

function clock() {
  const reports: [string, number][] = [];
  const controller = new AbortController();
  const context = { jobId: 'j', jobKey: 'k', createdAt: '', signal: controller.signal, report: (stage: string, fraction: number) => void reports.push([stage, Number(fraction.toFixed(6))]) };
  return { reports, controller, clock: new StageClock(context, [['first', 0.2], ['second', 0.8]]) };
}

describe('StageClock', () => {
  it('turns progress of a stage into progress of the job, which never falls', async () => {
    const { clock: stages, reports } = clock();
    expect(await stages.run('first', () => (stages.progress(0.5), 'result'))).toBe('result');
    await stages.run('second', async () => stages.progress(0.25));
    expect(reports).toEqual([['first', 0], ['first', 0.1], ['first', 0.2], ['second', 0.2], ['second', 0.4], ['second', 1]]);
    expect(Object.keys(stages.stageMs)).toEqual(['first', 'second']);
  });

  it('enters no stage after a cancel, and names its reason', async () => {
    const { clock: stages, controller, reports } = clock();
    await stages.run('first', () => controller.abort(new GatewayError('job/cancelled', 'Cancelled.')));
    await expect(stages.run('second', () => expect.fail('ran'))).rejects.toMatchObject({ code: 'job/cancelled' });
    expect(reports.some(([stage]) => stage === 'second')).toBe(false);
  });

  it('lets a failure through and counts no time for it', async () => {
    const { clock: stages } = clock();
    await expect(stages.run('first', () => Promise.reject(new RangeError('broken')))).rejects.toThrow('broken');
    expect(stages.stageMs).toEqual({});
    await expect(stages.run('third', () => undefined)).rejects.toThrow(RangeError);
  });
});
