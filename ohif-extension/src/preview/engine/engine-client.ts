import { RequestFailure } from '../../client/request-failure.ts';
import type { Answer, EngineFace, Question } from './messages.ts';

/** The part of Worker that is used. */
export interface EngineWorker {
  postMessage(message: Question, transfer: Transferable[]): void;
  terminate(): void;
  addEventListener(name: 'message', listener: (event: MessageEvent<Answer>) => void): void;
  addEventListener(name: 'error', listener: () => void): void;
}

export interface EngineClient extends EngineFace {
  close(): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The engine in its worker, started at the first question; a worker that dies fails what waits and is started anew. */
export function createEngineClient(start: () => EngineWorker): EngineClient {
  let worker: EngineWorker | undefined;
  let nextId = 1;
  const waiting = new Map<number, Waiting>();

  const close = (): void => {
    worker?.terminate();
    worker = undefined;
    const failure = new RequestFailure('viewer/preview-stopped', 'The preview has ended. Turn it off and on again, or run without it.');
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  const running = (): EngineWorker => {
    if (worker) return worker;
    worker = start();
    worker.addEventListener('message', ({ data }) => {
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if ('failure' in data) asked?.reject(new RequestFailure(data.failure.code, data.failure.message));
      else asked?.resolve(data.value);
    });
    worker.addEventListener('error', () => close());
    return worker;
  };
  const ask = <T>(method: Question['method'], argument: unknown, transfer: Transferable[] = []): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      running().postMessage({ id, method, argument }, transfer);
    });
  return {
    warmUp: () => ask('warmUp', undefined),
    open: (organ) => ask('open', organ, [organ.around.hu.buffer as ArrayBuffer]),
    boxOf: (spec) => ask('boxOf', spec),
    room: (centreLps) => ask('room', centreLps),
    make: (order) => ask('make', order, [order.before.hu.buffer as ArrayBuffer]),
    close,
  };
}

/** Lies beside this bundle; a name that no bundler takes for one of its own modules. */
const WORKER_FILE = 'preview-worker.js';

export const startEngineWorker = (): EngineWorker => new Worker(new URL(WORKER_FILE, import.meta.url), { type: 'module', name: 'lesion-forge-preview' }) as unknown as EngineWorker;
