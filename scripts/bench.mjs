/** `npm run bench [-- --write] [-- NAME ...]`: sets up, then measures. */
import { spawnSync } from 'node:child_process';
import { build, ensureDependencies, requireNode, root } from './setup.mjs';

requireNode();
ensureDependencies();
const { fetchViewer } = await import('./fetch-viewer.mjs');
await fetchViewer();
build();
const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'test/bench/run.ts', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
