import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '../../gateway/src/inference/manifest.ts';
import type { ConvLayer } from './onnx-graph.ts';
import { writeNetwork } from './test-network.ts';

const concept = (value: string, meaning: string) => ({ value, scheme: 'SCT', meaning });
const organLabel = {
  name: 'liver', label: 'Liver', role: 'organ', category: concept('123037004', 'Anatomical Structure'), type: concept('10200004', 'Liver'), colour: [180, 90, 60],
} as const;
const lesionLabel = {
  name: 'liver-lesion', label: 'Liver lesion', role: 'lesion', category: concept('49755003', 'Morphologically Altered Structure'), type: concept('52988006', 'Lesion'), colour: [240, 210, 40],
} as const;

/** Writes `dir/<name>` with a manifest and a network of convolutions: background, liver and liver lesion on a 2 mm LPS grid, HU -100..300 to 0..1. */
export function writeModel(dir: string, layers: readonly ConvLayer[], overrides: Partial<ModelManifest> = {}): ModelManifest {
  const name = overrides.name ?? 'test-lesion';
  const folder = join(dir, name);
  mkdirSync(folder, { recursive: true });
  const { sha256 } = writeNetwork(folder, 'model', layers);
  const labels = layers.at(-1)!.outputs === 3 ? [null, organLabel, lesionLabel] : [null, organLabel];
  const manifest: ModelManifest = {
    name, version: '1.0.0', title: 'Test model', description: 'Thresholds HU; for tests.', licence: 'Apache-2.0', task: 'lesion-segmentation',
    architecture: 'unet-softmax', file: 'model.onnx', sha256, spacingMm: [2, 2, 2], orientation: 'LPS', windowHu: [-100, 300], normalisation: { kind: 'unit' },
    windowSize: [24, 24, 24], overlap: 0.5, input: 'image', output: 'logits', axisOrder: 'zyx', labels, ...overrides,
  };
  writeFileSync(join(folder, 'model.json'), JSON.stringify(manifest));
  return manifest;
}
