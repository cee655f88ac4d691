import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, type Config } from '../config.ts';
import { connectArchives } from '../wiring/connect-archives.ts';
import { whyNotCompiled } from '../kernels/cpu.ts';
import { archiveCheck } from '../wiring/archive-checks.ts';
import { codecChecks } from '../wiring/codec-checks.ts';
import { gpuCheck } from '../wiring/gpu-check.ts';
import { modelChecks } from '../wiring/model-checks.ts';
import { PATHS } from '../wiring/paths.ts';
import { runChecks, type Check } from '../wiring/readiness.ts';
import { GatewayError } from '../errors.ts';
import type { Command } from './command.ts';
import { optional } from './values.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'say what is usable here, and what to do about the rest',
  usage: '[--config FILE]\n\nChecks Node, networks and execution providers, codecs, archives, graphics device, vector kernels, viewer. Exits 1 when something needed is missing.',
  options: { config: { type: 'string' } },
  async run({ values, environment, log }) {
    const config = loadConfig(optional(values, 'config') ?? environment['LESION_FORGE_CONFIG'], {}, PATHS.root);
    const archives = connectArchives(config, environment);
    const needed = await runChecks([nodeCheck, ...(await modelChecks(config, log)), ...codecChecks, gpuCheck(config), ...archives.all.map(archiveCheck)]);
    const optionalParts = await runChecks([vectorCheck, viewerCheck(config)]);
    archives.all.forEach(client => client.close());
    const checks = [...needed.checks, ...optionalParts.checks];
    const lines = checks.map(({ name, ok, detail, remedy }) => `${ok ? 'ok    ' : 'FAILED'}  ${name}: ${detail ?? ''}${ok || !remedy ? '' : `\n        ${remedy}`}`);
    return { json: { ready: needed.ready, checks }, lines, exitCode: needed.ready ? 0 : 1 };
  },
};

const nodeCheck: Check = {
  name: 'node',
  remedy: 'Install Node 20.19 or newer.',
  run: async () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major > 20 || (major === 20 && minor >= 19)) return process.versions.node;
    throw new GatewayError('config/invalid', `Node ${process.versions.node} is too old.`);
  },
};

const vectorCheck: Check = {
  name: 'vector kernels (optional)',
  remedy: 'Lesions are the same but take longer. Allow the process more address space (ulimit -v).',
  run: async () => {
    if (whyNotCompiled === undefined) return 'lesions are computed 128 bits at a time';
    throw new GatewayError('config/invalid', `Kernels run as plain TypeScript: ${whyNotCompiled}.`);
  },
};

const viewerCheck = ({ viewer }: Config): Check => ({
  name: 'viewer (optional)',
  remedy: 'Fetch it with: node scripts/fetch-viewer.mjs, and set viewer.dir to .cache/viewer.',
  run: async () => {
    const dir = viewer.dir ?? PATHS.viewer;
    if (existsSync(join(dir, 'index.html'))) return dir;
    throw new GatewayError('config/invalid', `There is no viewer in ${dir}.`);
  },
});
