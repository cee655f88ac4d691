import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = resolve(import.meta.dirname, '../gateway/src');

/** Who may import whom; a row names only rows above it. `errors` and `log` are open to all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  openapi: [],
  errors: [],
  log: [],
  'spawn-entry': [],
  config: ['config-schema'],
  'config-schema': [],
  anatomy: [],
  volume: [],
  nifti: ['volume'],
  kernels: ['volume'],
  metrics: ['volume', 'kernels'],
  lesions: ['volume', 'anatomy'],
  phantom: ['volume', 'anatomy', 'kernels'],
  pictures: ['volume'],
  evaluation: ['volume', 'metrics', 'pictures'],
  synthesis: ['volume', 'kernels', 'anatomy'],
  challenge: ['volume', 'kernels', 'anatomy', 'metrics', 'pictures', 'evaluation', 'synthesis'],
  feed: ['volume', 'nifti', 'kernels', 'anatomy', 'synthesis'],
  inference: ['volume', 'kernels', 'anatomy', 'spawn-entry'],
  dicom: ['volume', 'anatomy', 'lesions', 'spawn-entry'],
  dicomweb: ['openapi', 'config'],
  jobs: ['openapi', 'spawn-entry'],
  tasks: ['openapi', 'volume', 'nifti', 'kernels', 'anatomy', 'lesions', 'synthesis', 'inference', 'dicom', 'dicomweb', 'jobs', 'config'],
  viewer: ['openapi'],
  http: ['openapi', 'jobs', 'dicomweb', 'config', 'viewer'],
  app: ['openapi', 'http', 'jobs', 'dicomweb', 'viewer', 'config'],
};

/** These wire everything together and may import anything. */
const ROOTS = new Set(['cli', 'wiring', 'task-process', 'demo']);

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts'));
const unitOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, ''));

function importsOf(path: string): string[] {
  const text = readFileSync(join(SOURCE, path), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)].map(match => match[1] as string);
  return specifiers.flatMap(specifier => {
    if (specifier.startsWith('@lesion-forge/openapi')) return ['openapi'];
    if (!specifier.startsWith('.')) return [];
    return [unitOf(relative(SOURCE, resolve(SOURCE, dirname(path), specifier)))];
  });
}

describe('the house', () => {
  it('has a row for every folder and file at its top', () => {
    const units = new Set(files.map(unitOf));
    expect([...units].filter(unit => !(unit in MAY_IMPORT) && !ROOTS.has(unit))).toEqual([]);
  });

  it('names only rows above', () => {
    const order = Object.keys(MAY_IMPORT);
    for (const [row, allowed] of Object.entries(MAY_IMPORT))
      for (const other of allowed.filter(name => name !== 'config-schema')) expect(order.indexOf(other), `${row} -> ${other}`).toBeLessThan(order.indexOf(row));
  });

  it.each(files)('%s imports only what its row allows', path => {
    const unit = unitOf(path);
    if (ROOTS.has(unit)) return;
    const allowed = new Set([unit, 'errors', 'log', ...(MAY_IMPORT[unit] ?? [])]);
    expect(importsOf(path).filter(other => !allowed.has(other))).toEqual([]);
  });

  it('keeps process.env to the roots', () => {
    const mayRead = new Set(['cli', 'task-process', 'demo']);
    const offenders = files.filter(path => !mayRead.has(unitOf(path)) && readFileSync(join(SOURCE, path), 'utf8').includes('process.env'));
    expect(offenders).toEqual([]);
  });

  it('keeps ONNX Runtime to one file', () => {
    expect(files.filter(path => readFileSync(join(SOURCE, path), 'utf8').includes("from 'onnxruntime-node'"))).toEqual(['inference/session.ts']);
  });
});
