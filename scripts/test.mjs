/** `npm test`: sets everything up, then lint, types and every suite; ends with one line `N passed, N failed`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, ensureDebianPackages, ensureDependencies, requireNode, root } from './setup.mjs';

requireNode();
ensureDependencies();
ensureDebianPackages(['orthanc', 'orthanc-dicomweb', 'chromium', 'libvulkan1', 'dicom3tools', 'postgresql', 'python3-pydicom', 'python3-nibabel']);
const { fetchViewer } = await import('./fetch-viewer.mjs');
await fetchViewer({ log: line => process.stderr.write(`${line}\n`) });
build();

const bin = name => join(root, 'node_modules', '.bin', name);
const checks = [
  ['lint', bin('oxlint'), ['--deny-warnings']],
  ['types of gateway and tests', bin('tsc'), ['-p', 'tsconfig.json']],
  ['types of the viewer extension', bin('tsc'), ['-p', 'ohif-extension/tsconfig.json']],
];
let passed = 0;
let failed = 0;
for (const [name, command, args] of checks) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  status === 0 ? passed++ : failed++;
  process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'}  ${name}\n`);
}

const report = join(root, '.cache', 'test-report.json');
rmSync(report, { force: true });
const { status } = spawnSync(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  passed += numPassedTests;
  failed += numFailedTests;
  if (numFailedTests === 0 && status !== 0) failed += Math.max(1, numFailedTestSuites);
} else failed++;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && status === 0 ? 0 : 1;
