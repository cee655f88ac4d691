/**
 * What both commands need before anything of ours can be imported; Node built-ins only.
 * Nothing here downloads from anywhere but the package registries that npm and apt are set up for.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const say = text => process.stderr.write(`${text}\n`);

/** Refuses a Node that the product does not support, with the remedy. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  say(`Node ${process.versions.node} is too old: Lesion Forge needs 20.19 or newer.`);
  process.exit(2);
}

/** Installs the locked npm packages when they are missing or the lock file changed. No install script runs, nothing is downloaded besides packages. */
export function ensureDependencies() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const digest = createHash('sha256').update(lock).digest('hex');
  const marker = join(root, 'node_modules', '.lesion-forge-lock');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === digest) return;
  say('Installing npm packages ...');
  const environment = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: ['ignore', 2, 2], env: environment });
  writeFileSync(marker, digest);
}

/** Contract types, vector kernels, gateway and viewer plugins. */
export function build() {
  say('Building ...');
  mkdirSync(join(root, '.cache'), { recursive: true });
  const run = (command, args) => execFileSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 2] });
  run('npm', ['run', '--silent', 'build', '--workspace', 'openapi']);
  run(process.execPath, ['scripts/build-simd.mjs']);
  run(join(root, 'node_modules/.bin/tsc'), ['-p', 'gateway/tsconfig.json']);
  copyShaders();
  run(process.execPath, ['scripts/build-extension.mjs']);
}

/** Puts the kernels' WGSL beside their compiled references. */
function copyShaders() {
  const isShader = path => path.endsWith('.wgsl') || statSync(path).isDirectory();
  cpSync(join(root, 'gateway/src/kernels'), join(root, 'gateway/dist/kernels'), { recursive: true, filter: isShader });
}

const hasProgram = program => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const hasPackage = name => spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status === 0;

/**
 * Installs Debian packages that are missing, when we are root on a Debian or Ubuntu machine; otherwise prints the exact command.
 * Returns the names still missing.
 */
export function ensureDebianPackages(names) {
  const missing = names.filter(name => !hasPackage(name));
  if (missing.length === 0) return [];
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!hasProgram('apt-get') || process.getuid?.() !== 0) {
    say(`Missing: ${missing.join(', ')}. Install with: sudo ${command}`);
    return missing;
  }
  say(`Installing ${missing.join(', ')} ...`);
  const options = { stdio: ['ignore', 'ignore', 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('sh', ['-c', command], options);
  const still = missing.filter(name => !hasPackage(name));
  if (still.length > 0) say(`Could not install ${still.join(', ')}. Install with: sudo ${command}`);
  return still;
}
