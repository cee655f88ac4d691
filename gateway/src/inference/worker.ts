/** Entry point of an inference process: one session, one window at a time, tensors through the exchange file. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readTensors, writeTensors } from './exchange-file.ts';
import { NoProviderError, openSession, WrongShapeError, type Session } from './session.ts';
import { EXCHANGE_FD, type FromWorker, type ToWorker } from './worker-messages.ts';

let session: Session | undefined;

async function load({ path, sha256, providers, threads }: Extract<ToWorker, { kind: 'load' }>): Promise<FromWorker> {
  await session?.release();
  session = undefined;
  let model: Uint8Array;
  try {
    model = await readFile(path);
  } catch (error) {
    return { kind: 'failed', code: 'model/unreadable', detail: error instanceof Error ? error.message : String(error) };
  }
  // Hashed here, on the very bytes that are run.
  if (createHash('sha256').update(model).digest('hex') !== sha256) return { kind: 'failed', code: 'model/altered', detail: 'digest differs' };
  try {
    session = await openSession(model, { providers, threads });
    return { kind: 'loaded', provider: session.provider, attempts: session.attempts };
  } catch (error) {
    const attempts = error instanceof NoProviderError ? error.attempts : [];
    // The CPU provider is always there: what it will not open is at fault itself.
    const code = attempts.some(({ provider }) => provider === 'cpu') ? 'model/unsupported' : 'inference/no-provider';
    return { kind: 'failed', code, detail: error instanceof Error ? error.message : String(error), attempts };
  }
}

async function run({ inputs, outputs }: Extract<ToWorker, { kind: 'run' }>): Promise<FromWorker> {
  if (!session) return { kind: 'failed', code: 'inference/crashed', detail: 'no model is loaded' };
  try {
    const tensors = readTensors(EXCHANGE_FD, inputs);
    const startMs = performance.now();
    const results = await session.run(tensors, outputs);
    const runMs = performance.now() - startMs;
    const inputBytes = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
    writeTensors(EXCHANGE_FD, Object.values(results), inputBytes);
    return { kind: 'ran', outputs: Object.entries(results).map(([name, { shape }]) => ({ name, shape })), runMs };
  } catch (error) {
    const code = error instanceof WrongShapeError ? 'model/wrong-shape' : 'inference/crashed';
    return { kind: 'failed', code, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** When memory runs out, the kernel is to take this process and not the gateway. */
function volunteerForMemoryKill(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '900');
  } catch {
    // Not Linux, or not allowed: no harm.
  }
}

volunteerForMemoryKill();
// Told to every process of a group by a terminal or a service manager; this one ends with its parent.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToWorker) => {
  void (message.kind === 'load' ? load(message) : run(message)).then(answer => process.connected && process.send?.(answer));
});
