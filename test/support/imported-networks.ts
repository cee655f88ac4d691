import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { importModel } from '../../gateway/src/cli/import-model.ts';
import { createLogger } from '../../gateway/src/log.ts';
import { runCli, type CliRun } from './cli.ts';

/** Small trained networks of five architectures, exported as a site would; made by models/training/samples. */
const EXPORTS = resolve(import.meta.dirname, '../fixtures/foreign-models');

export interface SampleNetwork {
  /** What a site must add because the export does not say it. */
  readonly values?: Readonly<Record<string, string>>;
  /** Channel of organ, tumour and cyst. */
  readonly channels: readonly [organ: number, tumour: number, cyst: number];
  /** Dice that its few minutes of training at least reach for tumours and the cyst, the rarest class; default 0.8. */
  readonly reaches?: readonly [tumour: number, cyst: number];
}

export const SAMPLE_NETWORKS: Readonly<Record<string, SampleNetwork>> = {
  'monai-unet': { channels: [1, 2, 3] },
  'monai-unet-plus-plus': { channels: [1, 2, 3] },
  'monai-unetr': { channels: [1, 2, 3], reaches: [0.8, 0.65] },
  'monai-swin-unetr': { channels: [1, 2, 3], reaches: [0.8, 0.5] },
  'nnunet-plain': { channels: [1, 2, 3] },
  'nnunet-transposed': { channels: [1, 2, 3], values: { orientation: 'LPS' } },
  // Regions: whole liver, masses, tumour; painted one over the other, so that of the masses the cysts are left.
  'nnunet-regions': { channels: [1, 3, 2], reaches: [0.8, 0.55] },
};

export type Json = Record<string, unknown>;

export interface Alteration {
  /** Name of the model; default that of the export. */
  readonly as?: string;
  /** Edits to files of the export, in place. */
  readonly changes?: Readonly<Record<string, (content: Json) => void>>;
  /** Files of the export that are left out. */
  readonly without?: readonly string[];
  readonly onnx?: Uint8Array;
  readonly values?: Readonly<Record<string, string>>;
}

/** A file of an export as it lies there. */
export const exportedFile = (name: string, file: string): Uint8Array => readFileSync(join(EXPORTS, name, file));

/** Copies an export below `folder/exports`, alters it, and gives the options that import it to `folder/models`. */
function optionsFor(folder: string, from: string, { as = from, changes = {}, without = [], onnx, values = {} }: Alteration): Readonly<Record<string, string>> {
  const source = join(folder, 'exports', as);
  cpSync(join(EXPORTS, from), source, { recursive: true });
  for (const [file, change] of Object.entries(changes)) {
    const content = JSON.parse(readFileSync(join(source, file), 'utf8')) as Json;
    change(content);
    writeFileSync(join(source, file), JSON.stringify(content));
  }
  for (const file of without) rmSync(join(source, file));
  if (onnx) writeFileSync(join(source, 'model.onnx'), onnx);
  return { in: source, onnx: join(source, 'model.onnx'), out: join(folder, 'models', as), licence: 'Apache-2.0', ...SAMPLE_NETWORKS[from]?.values, ...values };
}

/** `lesionforge import-model` as a process of its own. */
export const importByCommand = (folder: string, from: string): Promise<CliRun> => runCli(['import-model', ...Object.entries(optionsFor(folder, from, {})).flatMap(([name, value]) => [`--${name}`, value])]);

/** The same command in this process. Throws what it refuses with. */
export async function importAltered(folder: string, from: string, alteration: Alteration): Promise<void> {
  await importModel.run({
    values: optionsFor(folder, from, alteration), environment: {}, log: createLogger({ level: 'silent' }), version: '0', signal: new AbortController().signal, progress: () => undefined,
  });
}
