import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { convGraph, type ConvLayer } from './onnx-graph.ts';

export interface TestNetwork {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly input: string;
  readonly output: string;
}

/** Writes a network of convolutions into a folder. */
export function writeNetwork(folder: string, name: string, layers: readonly ConvLayer[]): TestNetwork {
  const bytes = convGraph(layers);
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, bytes);
  return { name, path, sha256: createHash('sha256').update(bytes).digest('hex'), input: 'image', output: 'logits' };
}

/** One channel per entry: gain * x + offset. */
export const pointwise = (...channels: readonly (readonly [gain: number, offset: number])[]): ConvLayer => ({
  outputs: channels.length, inputs: 1, kernel: 1, weights: Float32Array.from(channels, c => c[0]), bias: Float32Array.from(channels, c => c[1]),
});

/** Layers that take long: one channel in, `width` inside, one out, all weights equal so that the result is easy to tell. */
export function slowLayers(width: number, depth: number): ConvLayer[] {
  const layer = (inputs: number, outputs: number): ConvLayer => ({ inputs, outputs, kernel: 3, weights: new Float32Array(inputs * outputs * 27).fill(1 / (27 * inputs)), bias: new Float32Array(outputs) });
  return [layer(1, width), ...Array.from({ length: depth }, () => layer(width, width)), layer(width, 1)];
}
