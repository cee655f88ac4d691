import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

type PythonModule = 'pydicom' | 'highdicom' | 'nibabel' | 'scipy' | 'monai';

/** The environment that models/training/README.md makes. */
const TRAINING_PYTHON = resolve(import.meta.dirname, '../../models/training/.venv/bin/python');

/** A Python that can import the module: the one on the PATH, Debian's, or the training's. Undefined when there is none; says so. */
export function pythonWith(module: PythonModule): string | undefined {
  const found = ['python3', '/usr/bin/python3', TRAINING_PYTHON].find(python => spawnSync(python, ['-c', `import ${module}`]).status === 0);
  if (!found) process.stderr.write(`skipped: no python3 here can import ${module}\n`);
  return found;
}

/** Runs a script that reads JSON from standard input and prints JSON. */
export function runPython<T>(python: string, script: string, input: unknown): T {
  const { status, stdout, stderr } = spawnSync(python, ['-W', 'ignore', '-c', script], { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`Python failed: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as T;
}
