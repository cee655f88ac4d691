import { GatewayError } from '../errors.ts';
import type { Vec3 } from '../volume/geometry.ts';
import type { LoadedModel } from './load-models.ts';
import type { InferencePool } from './pool.ts';
import type { Predict } from './sliding-window.ts';
import type { Provider } from './worker-messages.ts';

export interface NetworkPredictor {
  readonly predict: Predict;
  /** Provider of the latest window; undefined before the first. */
  provider(): Provider | undefined;
}

/** Runs a model's windows in the pool, in the model's own axis order; it answers with one channel a label unless `channels` says otherwise. `predict` throws model/unreadable when the output has another shape than the manifest says. */
export function networkPredictor(pool: InferencePool, { manifest, network }: LoadedModel, channels = manifest.labels.length): NetworkPredictor {
  const { windowSize, axisOrder, name } = manifest;
  const isXyz = axisOrder === 'xyz';
  const spatial = isXyz ? [...windowSize] : [...windowSize].reverse();
  let provider: Provider | undefined;
  const predict: Predict = async (window, { signal, into } = {}) => {
    const data = isXyz ? toZFastest(window, windowSize) : window;
    const result = await pool.run(network, { data, shape: [1, 1, ...spatial], into }, signal);
    const expected = [1, channels, ...spatial];
    if (result.shape.length !== 5 || result.shape.some((n, axis) => n !== expected[axis]))
      throw new GatewayError('model/unreadable', `Model ${name} answers with another shape than its manifest says; correct the manifest.`, { context: { model: name, shape: result.shape, expected } });
    provider = result.provider;
    return isXyz ? toXFastest(result.data, windowSize) : result.data;
  };
  return { predict, provider: () => provider };
}

/** Each channel from [z][y][x] to [x][y][z] in memory. */
function toZFastest(data: Float32Array, [nx, ny, nz]: Vec3): Float32Array {
  const out = new Float32Array(data.length);
  const size = nx * ny * nz;
  for (let channel = 0, from = 0; channel < data.length; channel += size)
    for (let z = 0; z < nz; z++)
      for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, from++) out[channel + z + nz * (y + ny * x)] = data[from]!;
  return out;
}

function toXFastest(data: Float32Array, [nx, ny, nz]: Vec3): Float32Array {
  return toZFastest(data, [nz, ny, nx]);
}
