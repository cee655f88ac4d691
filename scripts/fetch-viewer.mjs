/**
 * Fetches the prebuilt OHIF viewer (MIT) from the npm registry into .cache/viewer, checked against a pinned hash.
 * Uses Node built-ins, npm and tar only, since it runs before `npm ci`.
 *
 *   node scripts/fetch-viewer.mjs [--force]
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';

export const VIEWER = Object.freeze({
  spec: '@ohif/app@3.13.2',
  /** The registry's `dist.integrity` of that version. */
  integrity: 'sha512-WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==',
});

/** Left out: what the viewer can do without (an ONNX runtime of its own, source maps) and what the gateway generates. */
const EXCLUDED = ['package/dist/ort', '*.map', 'package/dist/app-config.js', 'package/dist/_headers', 'package/dist/_redirects'];

const repositoryRoot = resolve(import.meta.dirname, '..');

/**
 * Makes sure the viewer lies in `dir` (default .cache/viewer) and returns where things are. Does nothing when the marker
 * there already names the pinned hash.
 * @param {{ dir?: string, force?: boolean, log?: (line: string) => void }} [options]
 * @returns {Promise<{ dir: string, metaFile: string, fetched: boolean }>} metaFile holds `{ package, integrity, inlineScriptHashes }`
 */
export async function fetchViewer({ dir = join(repositoryRoot, '.cache/viewer'), force = false, log = () => {} } = {}) {
  const metaFile = `${dir}.json`;
  if (!force && isCurrent(dir, metaFile)) return { dir, metaFile, fetched: false };
  const work = `${dir}.partial`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, 'dist'), { recursive: true });
  try {
    log(`Fetching ${VIEWER.spec} (50 MB) from the npm registry ...`);
    const tarball = packFromRegistry(work);
    await checkIntegrity(tarball);
    unpack(tarball, join(work, 'dist'));
    rmSync(metaFile, { force: true });
    rmSync(dir, { recursive: true, force: true });
    renameSync(join(work, 'dist'), dir);
    writeFileSync(metaFile, `${JSON.stringify(describe(dir), null, 2)}\n`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  log(`Viewer unpacked to ${dir}`);
  return { dir, metaFile, fetched: true };
}

function isCurrent(dir, metaFile) {
  if (!existsSync(join(dir, 'index.html')) || !existsSync(metaFile)) return false;
  try {
    return JSON.parse(readFileSync(metaFile, 'utf8')).integrity === VIEWER.integrity;
  } catch {
    return false;
  }
}

/** `npm pack` follows the user's registry, proxy and credentials, which a plain download would not. */
function packFromRegistry(dir) {
  const args = ['pack', VIEWER.spec, '--json', '--pack-destination', dir, '--loglevel', 'error'];
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const output = execFileSync(npm, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 * 2 ** 20 });
  const [info] = JSON.parse(output.slice(output.indexOf('[')));
  return join(dir, info.filename.replace('@', '').replace('/', '-'));
}

async function checkIntegrity(tarball) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const actual = `sha512-${hash.digest('base64')}`;
  if (actual !== VIEWER.integrity) {
    throw new Error(`${VIEWER.spec}: the registry delivered a file with another hash.\n  expected ${VIEWER.integrity}\n  received ${actual}`);
  }
}

function unpack(tarball, dir) {
  const exclude = EXCLUDED.map((pattern) => `--exclude=${pattern}`);
  execFileSync('tar', ['xzf', tarball, '-C', dir, '--strip-components=2', ...exclude, 'package/dist'], { stdio: 'inherit' });
  execFileSync('tar', ['xzf', tarball, '-C', dir, '--strip-components=1', 'package/LICENSE'], { stdio: 'inherit' });
}

/** The inline scripts of index.html get their hashes recorded, so that a content security policy can name them. */
function describe(dir) {
  const html = readFileSync(join(dir, 'index.html'), 'utf8');
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi)].map((match) => match[1]);
  const inlineScriptHashes = inline.map((script) => `sha256-${createHash('sha256').update(script, 'utf8').digest('base64')}`);
  return { package: VIEWER.spec, integrity: VIEWER.integrity, inlineScriptHashes };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { dir, fetched } = await fetchViewer({ force: process.argv.includes('--force'), log: (line) => console.log(line) });
  if (!fetched) console.log(`Viewer is up to date in ${dir}`);
}
