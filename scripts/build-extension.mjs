/**
 * Bundles the OHIF plugin: ohif-extension/dist/extension.js and mode.js, ES modules the prebuilt viewer imports at run time,
 * and preview-worker.js, in which lesions are previewed: the gateway's own synthesis, which must need nothing of Node.
 * Then checks that the sources also build for those who compile their own OHIF, and that nothing of the host is bundled.
 *
 *   node scripts/build-extension.mjs [--check]   --check: the checks only, nothing is written
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'ohif-extension/src');
const entryPoints = { extension: join(source, 'index.tsx'), mode: join(source, 'mode/index.ts'), 'preview-worker': join(source, 'preview/engine/worker.ts') };

/** What the host brings at run time; a bundled copy would have caches, viewports and hooks of its own. */
const HOST_PACKAGES = /^(@ohif|@cornerstonejs|@kitware)\//;

const common = {
  entryPoints,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  loader: { '.wgsl': 'text' },
  loader: { '.wgsl': 'text' },
  minify: true,
  legalComments: 'eof',
  metafile: true,
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
};

/**
 * @param {{ check?: boolean, outdir?: string, log?: (line: string) => void }} [options]
 * @returns {Promise<{ outdir: string, bytes: Record<string, number>, packages: string[] }>} `packages`: what is bundled, by name; NOTICE lists them
 */
export async function buildExtension({ check = false, outdir = join(root, 'ohif-extension/dist'), log = () => {} } = {}) {
  mkdirSync(outdir, { recursive: true });
  const plugin = await build({ ...common, outdir, write: !check });
  refuseHostPackages(plugin.metafile);
  const hosted = await build({ ...common, outdir, write: false, external: ['react', 'react-dom', 'react/*', 'react-dom/*', '@ohif/*', '@cornerstonejs/*'] });
  refuseHostPackages(hosted.metafile);
  const bytes = Object.fromEntries(Object.entries(plugin.metafile.outputs).map(([file, { bytes }]) => [file.split('/').at(-1), bytes]));
  if (!check) copyFileSync(join(root, 'NOTICE'), join(outdir, 'NOTICE'));
  for (const [file, size] of Object.entries(bytes)) log(`${file} ${(size / 1000).toFixed(1)} kB`);
  return { outdir, bytes, packages: packagesOf(plugin.metafile) };
}

/** Names of the packages whose code is in the bundle. */
function packagesOf({ inputs }) {
  const names = Object.keys(inputs).map((file) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

function refuseHostPackages({ inputs }) {
  for (const [file, { imports }] of Object.entries(inputs)) {
    const taken = imports.find(({ original, path }) => HOST_PACKAGES.test(original ?? path));
    if (taken) throw new Error(`${file} imports ${taken.original ?? taken.path} as a value; take it from the host's arguments, with \`import type\` for its types.`);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildExtension({ check: process.argv.includes('--check'), log: (line) => console.log(line) });
}
