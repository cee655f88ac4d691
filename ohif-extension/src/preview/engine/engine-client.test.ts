import { describe, expect, it } from 'vitest';
import { createEngineClient, type EngineWorker } from './engine-client.ts';
import type { Answer, Question } from './messages.ts';

/** A worker that is answered by hand. */
function fakeWorker() {
  const asked: Question[] = [];
  let onMessage: (event: MessageEvent<Answer>) => void = () => {};
  let onError = (): void => {};
  let ended = false;
  const worker = {
    postMessage: (question: Question) => void asked.push(question),
    terminate: () => {
      ended = true;
    },
    addEventListener: (name: string, listener: never) => {
      if (name === 'message') onMessage = listener;
      else onError = listener;
    },
  } as EngineWorker;
  return { worker, asked, answer: (answer: Answer) => onMessage({ data: answer } as MessageEvent<Answer>), fail: () => onError(), ended: () => ended };
}

const spec = { generator: 'g', generatorVersion: '1', phase: 'venous' as const, centreLps: [0, 0, 0] as const, radiusMm: 5, seed: 1, scanSeed: 1, parameters: {} };
const code = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'answered', (error: { code: string }) => error.code);

describe('the engine client', () => {
  it('starts no worker before the first question, and gives each answer to its question', async () => {
    const fakes: ReturnType<typeof fakeWorker>[] = [];
    const client = createEngineClient(() => {
      fakes.push(fakeWorker());
      return (fakes.at(-1) as ReturnType<typeof fakeWorker>).worker;
    });
    expect(fakes).toHaveLength(0);
    const [box, room] = [client.boxOf(spec), client.room([1, 2, 3])];
    const [fake] = fakes;
    expect(fake?.asked.map(({ method }) => method)).toEqual(['boxOf', 'room']);
    fake?.answer({ id: fake.asked[1]?.id ?? 0, value: { clearMm: 3, largestMm: 9 } });
    fake?.answer({ id: fake.asked[0]?.id ?? 0, failure: { code: 'viewer/no-preview', message: 'None.' } });
    expect(await room).toEqual({ clearMm: 3, largestMm: 9 });
    expect(await code(box)).toBe('viewer/no-preview');
  });

  it('fails what waits when its worker dies or it is closed, and starts another one for the next question', async () => {
    const fakes: ReturnType<typeof fakeWorker>[] = [];
    const client = createEngineClient(() => {
      fakes.push(fakeWorker());
      return (fakes.at(-1) as ReturnType<typeof fakeWorker>).worker;
    });
    const lost = code(client.boxOf(spec));
    fakes[0]?.fail();
    expect(await lost).toBe('viewer/preview-stopped');
    expect(fakes[0]?.ended()).toBe(true);
    const closed = code(client.boxOf(spec));
    expect(fakes).toHaveLength(2);
    client.close();
    expect(await closed).toBe('viewer/preview-stopped');
  });
});
