import { GatewayError } from '../../../errors.ts';
import type { Vec3 } from '../../../volume/geometry.ts';
import { fromChannel, shapeOf, toTensor } from '../../hosting/axis-order.ts';
import type { Network } from '../../networks.ts';
import type { FreeTumorSettings } from './settings.ts';

export interface StrengthRequest {
  /** 0..1, x fastest. */
  readonly image: Float32Array;
  /** At least the network's window along every axis. */
  readonly size: Vec3;
  readonly channel: number;
  readonly settings: FreeTumorSettings;
  readonly network: Network;
}

/**
 * The network's raw output for one channel: from one window, or, on a larger grid, the mean of overlapping windows with equal weights.
 * Throws model/wrong-shape, generator/bad-output, inference/*.
 */
export async function rawStrength(request: StrengthRequest): Promise<Float32Array> {
  const { size, settings: { windowSize, overlap } } = request;
  const starts = [0, 1, 2].map(axis => startsAlong(size[axis]!, windowSize[axis]!, overlap));
  const sum = new Float32Array(size[0] * size[1] * size[2]);
  const count = new Uint16Array(sum.length);
  for (const z of starts[2]!)
    for (const y of starts[1]!)
      for (const x of starts[0]!) {
        const answer = await askWindow(request, [x, y, z]);
        eachVoxel(request, [x, y, z], (at, n) => {
          sum[at]! += answer[n]!;
          count[at]!++;
        });
      }
  for (let v = 0; v < sum.length; v++) sum[v]! /= count[v]!;
  return sum;
}

function startsAlong(length: number, window: number, overlap: number): number[] {
  const step = Math.max(1, Math.floor(window * (1 - overlap)));
  const starts: number[] = [];
  for (let start = 0; start < length - window; start += step) starts.push(start);
  return [...starts, length - window];
}

async function askWindow(request: StrengthRequest, start: Vec3): Promise<Float32Array> {
  const { image, channel, network, settings: { windowSize, axisOrder, channels, input, output } } = request;
  const window = new Float32Array(windowSize[0] * windowSize[1] * windowSize[2]);
  eachVoxel(request, start, (at, n) => (window[n] = image[at]!));
  const answer = (await network.run('generator', { [input]: toTensor(window, windowSize, axisOrder) }, [output]))[output]!;
  const expected = [1, channels, ...shapeOf(windowSize, axisOrder)];
  if (answer.shape.length !== 5 || answer.shape.some((n, axis) => n !== expected[axis]))
    throw new GatewayError('model/wrong-shape', `Network ${network.name} gives [${answer.shape.join(', ')}], not [${expected.join(', ')}] as its manifest says; correct the manifest, or export the network again.`, { context: { model: network.name } });
  const raw = answer.data.subarray(channel * window.length, (channel + 1) * window.length);
  if (!raw.every(Number.isFinite))
    throw new GatewayError('generator/bad-output', `Network ${network.name} gives values that are no numbers; export it again (docs/hosting-generators.md).`, { context: { model: network.name } });
  return fromChannel(raw, windowSize, axisOrder);
}

/** Visits a window's voxels: offset in the grid, offset in the window. */
function eachVoxel({ size, settings: { windowSize } }: StrengthRequest, [x0, y0, z0]: Vec3, visit: (at: number, n: number) => void): void {
  const [nx, ny, nz] = windowSize;
  for (let z = 0, n = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const row = x0 + size[0] * (y0 + y + size[1] * (z0 + z));
      for (let x = 0; x < nx; x++, n++) visit(row + x, n);
    }
}
