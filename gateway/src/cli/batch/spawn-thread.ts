import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Starts a TypeScript entry point as a thread: through tsx when running from source, plainly when running from the build. */
export function spawnThread(entry: URL, workerData: unknown): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(fileURLToPath(entry).replace(/\.ts$/, '.js'), { workerData });
  // Threads of Node 20 do not heed --import, so the thread turns tsx on itself.
  const tsx = import.meta.resolve('tsx/esm/api');
  return new Worker(`import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}); })`, { eval: true, workerData });
}
