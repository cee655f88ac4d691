import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import type { Provider, ProviderAttempt } from './worker-messages.ts';

// Failures reach us as exceptions; the runtime's own lines on standard error add nothing.
env.logLevel = 'fatal';

/** A float32 tensor. */
export interface TensorData {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A network ready to run. Running blocks the thread: only for processes of their own. */
export interface Session {
  readonly provider: Provider;
  readonly attempts: readonly ProviderAttempt[];
  run(names: { readonly input: string; readonly output: string }, tensor: TensorData): Promise<TensorData>;
  release(): Promise<void>;
}

export interface SessionOptions {
  /** Tried in this order; the first that opens is used. */
  readonly providers: readonly Provider[];
  readonly threads: number;
}

/** No provider would open the model; says what each one answered. */
export class NoProviderError extends Error {
  readonly attempts: readonly ProviderAttempt[];

  constructor(attempts: readonly ProviderAttempt[]) {
    super(attempts.map(({ provider, reason }) => `${provider}: ${reason ?? 'failed'}`).join('; '));
    this.name = 'NoProviderError';
    this.attempts = attempts;
  }
}

/** Opens an ONNX model. The runtime does not fall back by itself when a provider's library is missing, so each is tried in turn. Throws NoProviderError. */
export async function openSession(model: Uint8Array, { providers, threads }: SessionOptions): Promise<Session> {
  const attempts: ProviderAttempt[] = [];
  for (const provider of providers) {
    try {
      const session = await InferenceSession.create(model, {
        // What a GPU provider cannot run goes to the CPU, node by node.
        executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
        intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 4,
      });
      attempts.push({ provider, ok: true });
      return wrap(session, provider, attempts);
    } catch (error) {
      attempts.push({ provider, ok: false, reason: reasonOf(error) });
    }
  }
  throw new NoProviderError(attempts);
}

function wrap(session: InferenceSession, provider: Provider, attempts: readonly ProviderAttempt[]): Session {
  return {
    provider,
    attempts,
    async run({ input, output }, { data, shape }) {
      const results = await session.run({ [input]: new Tensor('float32', data, shape) }, [output]);
      const result = results[output];
      if (!result || !(result.data instanceof Float32Array)) throw new Error(`The network gives no float32 output named "${output}".`);
      return { data: result.data, shape: result.dims };
    },
    release: () => session.release(),
  };
}

/** First line of the runtime's message, shortened. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300);
