import { toFailure } from '../../client/request-failure.ts';
import { GatewayError } from '../../../../gateway/src/errors.ts';
import { browserKernels } from './browser-kernels.ts';
import { createEngine } from './engine.ts';
import type { Answer, Question } from './messages.ts';

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  addEventListener(name: 'message', listener: (event: { readonly data: Question }) => void): void;
  postMessage(message: Answer, transfer: readonly Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
const engine = createEngine(browserKernels()) as unknown as Readonly<Record<string, (argument: unknown) => Promise<unknown>>>;

scope.addEventListener('message', ({ data }) => void answer(data));

async function answer({ id, method, argument }: Question): Promise<void> {
  try {
    const value = await engine[method]?.(argument);
    scope.postMessage({ id, value }, buffersOf(value));
  } catch (error) {
    scope.postMessage({ id, failure: failureOf(error) }, []);
  }
}

/** Voxels leave without being copied. */
function buffersOf(value: unknown): readonly Transferable[] {
  const hu = (value as { after?: { hu?: { buffer: ArrayBuffer } } } | undefined)?.after?.hu;
  return hu ? [hu.buffer] : [];
}

function failureOf(error: unknown): { code: string; message: string } {
  if (error instanceof GatewayError) return { code: error.code, message: error.message };
  const { code, message } = toFailure(error);
  return code === 'client/unreachable' ? { code: 'viewer/preview-failed', message: `The preview failed (${error instanceof Error ? error.message : 'unknown'}). Run makes the lesion all the same.` } : { code, message };
}
