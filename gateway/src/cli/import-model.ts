import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { GatewayError } from '../errors.ts';
import { FOREIGN_FORMATS } from '../inference/foreign/index.ts';
import type { ForeignFormat } from '../inference/foreign/foreign-model.ts';
import { manifestOf } from '../inference/foreign/import-model.ts';
import { tryNetwork } from '../inference/foreign/try-network.ts';
import { loadModel } from '../inference/load-models.ts';
import type { ModelManifest } from '../inference/manifest.ts';
import { readSignature, type NetworkSignature } from '../inference/session.ts';
import type { Command, Values } from './command.ts';
import { readInput } from './load-ct.ts';
import { number, optional, required } from './values.ts';
import { writeWholeFolder } from './whole-folder.ts';

const DEFAULT_MARGIN_MM = 24;

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

export const importModel: Command = {
  name: 'import-model',
  summary: 'take a network trained with nnU-Net v2 or a MONAI bundle',
  usage: `--in DIR --onnx FILE --out MODELS/NAME --licence TEXT [--title TEXT] [--orientation LPS|RAS|...] [--configuration 3d_fullres]
               [--localiser MODEL --localiser-organ ORGAN [--localiser-margin-mm 24]]

Reads plans.json and dataset.json (nnU-Net), or configs/metadata.json and configs/inference.json (MONAI bundle), and writes model.json beside a copy
of the ONNX file, pinned by its digest. Look through model.json before you use it: it is what runs.`,
  options: {
    in: { type: 'string' }, onnx: { type: 'string' }, out: { type: 'string' }, licence: { type: 'string' }, title: { type: 'string' }, orientation: { type: 'string' }, configuration: { type: 'string' },
    localiser: { type: 'string' }, 'localiser-organ': { type: 'string' }, 'localiser-margin-mm': { type: 'string' },
  },
  async run({ values }) {
    const out = required(values, 'out');
    if (existsSync(out)) throw new GatewayError('request/invalid', `${out} is there already; choose another name.`);
    const name = basename(resolve(out));
    if (!NAME.test(name)) throw new GatewayError('request/invalid', `${name} is no name for a model; use small letters, digits and hyphens.`);
    const folder = required(values, 'in');
    const { format, files } = await formatOf(folder);
    const foreign = format.read(files, { configuration: optional(values, 'configuration'), folder: basename(resolve(folder)) });
    const onnx = await readInput(required(values, 'onnx'));
    const signature = await signatureOf(onnx);
    const localiser = localiserOf(values);
    const site = { name, title: optional(values, 'title') ?? name, licence: required(values, 'licence'), orientation: optional(values, 'orientation'), ...(localiser ? { localiser } : {}) };
    const manifest = manifestOf({ foreign, format: format.name, site, signature, sha256: createHash('sha256').update(onnx).digest('hex') });
    await tryNetwork(onnx, manifest);
    await writeWholeFolder(out, async folder => {
      await folder.write('model.onnx', onnx);
      await folder.writeJson('model.json', manifest);
    });
    await loadModel(join(out, '..'), name).catch(async (error: unknown) => {
      await rm(out, { recursive: true, force: true });
      throw error;
    });
    return { json: manifest, lines: [`${format.name}: ${manifest.labels.flatMap(label => (label ? [label.label] : [])).join(', ')}; ${manifest.spacingMm.join(' x ')} mm, ${manifest.orientation}.`, `Written to ${out}. Look through model.json before you use it. Research use only.`] };
  },
};

/** What the network takes and gives. Throws model/foreign-unsupported when the file cannot be opened by itself. */
async function signatureOf(onnx: Uint8Array): Promise<NetworkSignature> {
  return readSignature(onnx).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : 'unknown reason';
    const advice = /external data/i.test(reason)
      ? 'The ONNX file keeps its weights in another file; join them: python -c "import onnx; onnx.save(onnx.load(\'model.onnx\'), \'whole.onnx\')".'
      : `The ONNX file cannot be opened: ${reason}. Export it again, with operators of opset 20 or below.`;
    throw new GatewayError('model/foreign-unsupported', advice, { cause });
  });
}

/** The first format all of whose files are there. Throws input/not-found, model/foreign-unsupported for JSON that cannot be parsed. */
async function formatOf(folder: string): Promise<{ readonly format: ForeignFormat; readonly files: Readonly<Record<string, unknown>> }> {
  for (const format of FOREIGN_FORMATS) {
    const texts = await Promise.all(format.needs.map(file => readFile(join(folder, file), 'utf8').catch(() => undefined)));
    if (texts.includes(undefined)) continue;
    return { format, files: Object.fromEntries(format.needs.map((file, n) => [file, parsed(texts[n]!, file)])) };
  }
  for (const { name, needs } of FOREIGN_FORMATS) {
    const missing = needs.filter(file => !existsSync(join(folder, file)));
    if (missing.length < needs.length) throw new GatewayError('input/not-found', `${folder} holds an export of ${name} without ${missing.join(' and ')}; give the whole of it.`);
  }
  throw new GatewayError('input/not-found', `${folder} holds no export that is known. ${FOREIGN_FORMATS.map(({ name, needs }) => `${name} has ${needs.join(' and ')}`).join('; ')}.`);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new GatewayError('model/foreign-unsupported', `${file} is not JSON; give the file as the framework wrote it.`, { cause });
  }
}

function localiserOf(values: Values): ModelManifest['localiser'] {
  const [model, organ] = [optional(values, 'localiser'), optional(values, 'localiser-organ')];
  if (model === undefined && organ === undefined) return undefined;
  if (model === undefined || organ === undefined) throw new GatewayError('request/invalid', '--localiser and --localiser-organ belong together.');
  return { model, organ, marginMm: number(values, 'localiser-margin-mm') ?? DEFAULT_MARGIN_MM };
}
