/** `npm run demo`: sets everything up on a fresh machine, then hands over to the built demo. `npm run demo -- --help` lists the options. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, ensureDebianPackages, ensureDependencies, requireNode, root } from './setup.mjs';

requireNode();
const args = process.argv.slice(2);
ensureDependencies();
const ownArchive = !args.some(arg => arg === '--pacs' || arg.startsWith('--pacs='));
const wantsHelp = args.includes('--help');
if (ownArchive && !wantsHelp && ensureDebianPackages(['orthanc', 'orthanc-dicomweb']).length > 0) {
  process.stderr.write('The demo needs a PACS: install the packages above, or name a running one with --pacs URL.\n');
  process.exit(2);
}
const { fetchViewer } = await import('./fetch-viewer.mjs');
const viewer = await fetchViewer({ log: line => process.stderr.write(`${line}\n`) });
build();
const child = spawn(process.execPath, [join(root, 'gateway/dist/demo/main.js'), '--viewer', viewer.dir, ...args], { cwd: process.env.INIT_CWD ?? root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
