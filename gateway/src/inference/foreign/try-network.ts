import type { ModelManifest } from '../manifest.ts';
import { openSession, type TensorData } from '../session.ts';
import { outputChannels } from './import-model.ts';
import { unsupported } from './reading.ts';

/** Sums and shares that rounding leaves of a probability. */
const ROUNDING = 1e-3;

/**
 * Runs a network once on a window of changing values, as the gateway will. Throws model/foreign-unsupported when it cannot be run, when it answers with another
 * shape than its labels and window make, with something that is no number, or with probabilities where logits are wanted.
 */
export async function tryNetwork(onnx: Uint8Array, manifest: ModelManifest): Promise<void> {
  const spatial = manifest.axisOrder === 'xyz' ? manifest.windowSize : manifest.windowSize.toReversed();
  const channels = outputChannels(manifest);
  const { data, shape } = await answerOf(onnx, manifest, spatial);
  const wanted = [1, channels, ...spatial];
  if (shape.join() !== wanted.join()) throw unsupported(`The network answers with [${shape.join(', ')}], the export's labels and window make [${wanted.join(', ')}]; give the files that belong to it.`);
  if (!data.every(Number.isFinite)) throw unsupported('The network answers with values that are no numbers; export it again, in float32.');
  if (data.every(value => value >= 0 && value <= 1 + ROUNDING)) throw unsupported('The network answers with probabilities; export it without the softmax or sigmoid at its end.');
}

async function answerOf(onnx: Uint8Array, { input, output }: ModelManifest, spatial: readonly number[]): Promise<TensorData> {
  const size = spatial.reduce((product, n) => product * n, 1);
  const data = Float32Array.from({ length: size }, (_, v) => Math.sin(v / 7) + Math.cos(v / 301));
  const failed = (cause: unknown) => unsupported(`The network cannot be run on its window: ${cause instanceof Error ? cause.message.split('\n')[0]!.slice(0, 300) : 'unknown reason'}. Export it again.`);
  const session = await openSession(onnx, { providers: ['cpu'], threads: 0 }).catch((cause: unknown) => {
    throw failed(cause);
  });
  try {
    const results = await session.run({ [input]: { data, shape: [1, 1, ...spatial] } }, [output]);
    return results[output]!;
  } catch (cause) {
    throw failed(cause);
  } finally {
    await session.release();
  }
}
