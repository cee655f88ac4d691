import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import type { Provider, ProviderAttempt } from './worker-messages.ts';

// Failures reach us as exceptions; the runtime's own lines on standard error add nothing.
env.logLevel = 'fatal';

/** A float32 tensor. */
export interface TensorData {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Tensors by the names a graph gives them. */
export type NamedTensors = Readonly<Record<string, TensorData>>;

/** A graph has not the inputs or outputs it is asked for, or has them in another shape. */
export class WrongShapeError extends Error {}

/** A network ready to run. Running blocks the thread: only for processes of their own. */
export interface Session {
  readonly provider: Provider;
  readonly attempts: readonly ProviderAttempt[];
  /** Throws WrongShapeError. */
  run(inputs: NamedTensors, outputs: readonly string[]): Promise<NamedTensors>;
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
        // A plan of all tensors' places takes a third more memory in the process and saves no time that could be measured.
        enableMemPattern: false,
      });
      attempts.push({ provider, ok: true });
      return wrap(session, provider, attempts);
    } catch (error) {
      attempts.push({ provider, ok: false, reason: reasonOf(error) });
    }
  }
  throw new NoProviderError(attempts);
}

/** A tensor that a network takes or gives; a size it leaves open is a name, and no sizes at all mean that it states none. */
export interface TensorSignature {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export interface NetworkSignature {
  readonly inputs: readonly TensorSignature[];
  readonly outputs: readonly TensorSignature[];
}

/** Reads what a network wants and gives, without running it. Throws NoProviderError when it cannot be opened. */
export async function readSignature(model: Uint8Array): Promise<NetworkSignature> {
  const session = await InferenceSession.create(model, { executionProviders: ['cpu'], graphOptimizationLevel: 'disabled', logSeverityLevel: 4 }).catch((error: unknown) => {
    throw new NoProviderError([{ provider: 'cpu', ok: false, reason: reasonOf(error) }]);
  });
  const tensor = (of: InferenceSession.ValueMetadata): TensorSignature => ({ name: of.name, type: of.isTensor ? of.type : 'no tensor', shape: of.isTensor ? of.shape : [] });
  const signature = { inputs: session.inputMetadata.map(tensor), outputs: session.outputMetadata.map(tensor) };
  await session.release();
  return signature;
}

function wrap(session: InferenceSession, provider: Provider, attempts: readonly ProviderAttempt[]): Session {
  return {
    provider,
    attempts,
    async run(inputs, outputs) {
      checkNames(session, inputs, outputs);
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, { data, shape }]) => [name, new Tensor('float32', data, shape)]));
      const results = await session.run(feeds, outputs);
      return Object.fromEntries(outputs.map(name => [name, floats(name, results[name])]));
    },
    release: () => session.release(),
  };
}

function floats(name: string, result: Tensor | undefined): TensorData {
  if (!result || !(result.data instanceof Float32Array)) throw new WrongShapeError(`the output "${name}" is not float32`);
  return { data: result.data, shape: result.dims };
}

/** Names, number type and fixed sizes, as far as the graph states them. */
function checkNames({ inputMetadata, outputNames }: InferenceSession, inputs: NamedTensors, outputs: readonly string[]): void {
  const given = Object.keys(inputs);
  const surplus = given.find(name => !inputMetadata.some(input => input.name === name));
  if (surplus !== undefined) throw new WrongShapeError(`it has no input named "${surplus}", but ${inputMetadata.map(({ name }) => name).join(', ')}`);
  const absent = outputs.find(name => !outputNames.includes(name));
  if (absent !== undefined) throw new WrongShapeError(`it has no output named "${absent}", but ${outputNames.join(', ')}`);
  for (const wanted of inputMetadata) {
    const { shape } = inputs[wanted.name] ?? {};
    if (shape === undefined) throw new WrongShapeError(`it wants an input "${wanted.name}" too`);
    if (!wanted.isTensor) continue;
    const fits = wanted.type === 'float32' && wanted.shape.length === shape.length && wanted.shape.every((size, axis) => typeof size === 'string' || size === shape[axis]);
    if (!fits) throw new WrongShapeError(`its input "${wanted.name}" is ${wanted.type} [${wanted.shape.join(', ')}], it was to be float32 [${shape.join(', ')}]`);
  }
}

/** First line of the runtime's message, shortened. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300);
